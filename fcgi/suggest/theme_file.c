#include "suggest/theme_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "disk/file.h"

enum status theme_file_read(struct arena *arena, const char *path, struct themes *out, const char **problem)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct str bytes;
	enum status status;
	bool mapped;

	if (fd < 0) {
		*problem = strerror(errno);
		return ERR_INVALID;
	}
	mapped = file_map(fd, &bytes);
	close(fd);
	if (!mapped) {
		*problem = "it is empty or no file";
		return ERR_INVALID;
	}
	status = themes_parse(arena, bytes, out, problem);
	munmap((void *)bytes.data, bytes.len);
	return status;
}
