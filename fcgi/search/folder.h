/*
 * folder: the folder of the index, and the lock by which one process writes there.  What root makes, as
 * wenzhengctl may run, is given to the owner of the folder that it lies in: the workers read it.  Failures
 * leave errno.  Depends on: disk/file.
 */
#ifndef SEARCH_FOLDER_H
#define SEARCH_FOLDER_H

#include <stdbool.h>

/* Makes it if it isn't there. */
bool folder_make(const char *folder);
/*
 * *lock is the caller's to close, when it is no -1: false with errno EWOULDBLOCK, another process has it.
 * The kernel lets go of it when the process ends.
 */
bool folder_lock(const char *folder, int *lock);
/* False when somebody removed the folder or the lock. */
bool folder_holds(const char *folder, int lock);

#endif
