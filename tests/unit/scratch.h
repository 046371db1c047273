/*
 * scratch: a file that lives in memory, for tests of code that reads a file by its name.  Nothing is left
 * behind, not even by a test that fails.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

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

#endif
