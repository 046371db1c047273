/*
 * whole_file: a file's bytes in the arena, for files that are read as a whole and may be cut short or
 * replaced at any time.  Depends on: base/arena, base/status.
 */
#ifndef DISK_WHOLE_FILE_H
#define DISK_WHOLE_FILE_H

#include "base/arena.h"
#include "base/status.h"

/*
 * Reads the file of that name in the open folder (AT_FDCWD: where the process is).  ERR_NOT_FOUND, with
 * errno, when there is no such file or it can't be read; ERR_TOO_LARGE past `most` bytes.
 */
enum status whole_file_read(struct arena *arena, int folder, const char *name, size_t most,
	struct str *bytes);

#endif
