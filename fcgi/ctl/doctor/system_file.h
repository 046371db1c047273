/*
 * system_file: files whose size isn't known before they are read, such as those of /proc.  Depends on:
 * base/arena.
 */
#ifndef CTL_DOCTOR_SYSTEM_FILE_H
#define CTL_DOCTOR_SYSTEM_FILE_H

#include "base/arena.h"

/* At most 64 KiB of it; empty when it can't be read, with errno. */
struct str system_file(struct arena *arena, const char *path);

#endif
