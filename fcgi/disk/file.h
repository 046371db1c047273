/*
 * file: what must be on disk before it counts: all bytes of a file, and the name of a file in its folder.
 * Failures leave errno.  Depends on: base/str.
 */
#ifndef DISK_FILE_H
#define DISK_FILE_H

#include "base/str.h"

/* Writes all bytes, however often write(2) is interrupted or takes only a part. */
bool file_write(int fd, struct str bytes);

/* A file's name is on disk only when its folder is (fsync(2)). */
bool file_sync_folder(const char *folder);

/*
 * Makes folder/name this, whole or not at all, whenever the process or the machine ends: written beside it,
 * synced, renamed, and the folder synced.  For one writer at a time.
 */
bool file_replace(const char *folder, const char *name, struct str bytes);

/* Gives what root has made, as wenzhengctl may run, to the owner and group of the folder: the worker must read it. */
bool file_own_as(const char *path, const char *folder);

/*
 * Maps the whole of an open file for reading; memory that the kernel can take back.  The caller unmaps it.
 * False for an empty one, and for what is no file.
 */
bool file_map(int fd, struct str *bytes);

#endif
