/*
 * mapped_read: reads mapped files that somebody may cut short meanwhile: where the kernel has no byte to give
 * it sends SIGBUS, which would end the process.  Owns that signal once it was called.  For the process's one
 * thread.  Depends on: nothing.
 */
#ifndef DISK_MAPPED_READ_H
#define DISK_MAPPED_READ_H

#include <stdbool.h>

/*
 * Calls function(context), which only reads and computes: it takes no memory and holds nothing, for it may be
 * left half-way.  False then: what it wrote into context means nothing.
 */
bool mapped_read(void (*function)(void *context), void *context);

#endif
