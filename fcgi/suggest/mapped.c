#include "suggest/mapped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"

static char *path_in(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

struct file_mark file_mark_of(const char *folder, const char *name)
{
	char *path = path_in(folder, name);
	struct file_mark mark = { 0 };
	struct stat info;

	if (stat(path, &info) == 0)
		mark = (struct file_mark){ info.st_ino,
			(int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, info.st_size };
	free(path);
	return mark;
}

bool mapped_open(const char *folder, const char *name, struct str *bytes)
{
	char *path = path_in(folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool good = fd >= 0 && file_map(fd, bytes);

	if (fd >= 0)
		close(fd);
	if (!good)
		*bytes = (struct str){ 0 };
	free(path);
	return good;
}

void mapped_close(struct str *bytes)
{
	if (bytes->len > 0)
		munmap((void *)(uintptr_t)bytes->data, bytes->len);
	*bytes = (struct str){ 0 };
}
