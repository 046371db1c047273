#include "disk/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_write(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t wrote = write(fd, bytes.data, bytes.len);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)wrote, bytes.len);
	}
	return true;
}

bool file_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	int kept = errno;

	if (fd >= 0)
		close(fd);
	errno = kept;
	return synced;
}

bool file_replace(const char *folder, const char *name, struct str bytes)
{
	char *path;
	char *beside;
	int fd;
	bool written;

	if (asprintf(&path, "%s/%s", folder, name) < 0 || asprintf(&beside, "%s.new", path) < 0)
		abort();
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	written = fd >= 0 && file_write(fd, bytes) && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		written = false;
	written = written && file_own_as(beside, folder) && rename(beside, path) == 0 &&
		file_sync_folder(folder);
	free(beside);
	free(path);
	return written;
}

bool file_own_as(const char *path, const char *folder)
{
	struct stat own;
	struct stat wanted;

	if (geteuid() != 0)
		return true;
	if (lstat(path, &own) != 0 || stat(folder, &wanted) != 0)
		return false;
	return (own.st_uid == wanted.st_uid && own.st_gid == wanted.st_gid) ||
		lchown(path, wanted.st_uid, wanted.st_gid) == 0;
}

bool file_map(int fd, struct str *bytes)
{
	struct stat info;
	void *map;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0)
		return false;
	map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	*bytes = (struct str){ map, (size_t)info.st_size };
	return map != MAP_FAILED;
}
