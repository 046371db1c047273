/*
 * scratch: a file that lives in memory, for tests of code that reads a file by its name: nothing of it is
 * left behind, not even by a test that fails.  And the end of a test's folder.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"

struct scratch {
	int fd;
	char path[32];
};

/* A file that holds content; close it with scratch_close. */
static inline struct scratch scratch_open(struct str content)
{
	struct scratch file = { .fd = memfd_create("scratch", MFD_CLOEXEC) };

	if (file.fd < 0 || write(file.fd, content.data, content.len) != (ssize_t)content.len)
		abort();
	snprintf(file.path, sizeof(file.path), "/proc/self/fd/%d", file.fd);
	return file;
}

static inline void scratch_close(struct scratch *file)
{
	close(file->fd);
}

static inline int scratch_remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
	(void)info;
	(void)kind;
	(void)place;
	return remove(path);
}

/* A folder with all that is in it; 0, or -1 with errno. */
static inline int scratch_remove_folder(const char *path)
{
	return nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
