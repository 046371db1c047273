#include "disk/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum status whole_file_read(struct arena *arena, int folder, const char *name, size_t most, struct str *bytes)
{
	struct stat info;
	size_t got = 0;
	ssize_t n = 1;
	char *data;
	int kept;
	int fd;

	if (fstatat(folder, name, &info, 0) != 0 || !S_ISREG(info.st_mode))
		return ERR_NOT_FOUND;
	if ((uintmax_t)info.st_size > most)
		return ERR_TOO_LARGE;
	/* Before it is opened: an exhausted arena would leave it open. */
	data = arena_alloc(arena, (size_t)info.st_size + 1);
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_NOT_FOUND;
	while (n > 0 && got < (size_t)info.st_size) {
		n = read(fd, data + got, (size_t)info.st_size - got);
		got += n > 0 ? (size_t)n : 0;
	}
	kept = errno;
	close(fd);
	errno = kept;
	*bytes = (struct str){ data, got };
	return n < 0 ? ERR_NOT_FOUND : OK;
}
