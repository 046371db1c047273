#include "ctl/doctor/system_file.h"

#include <fcntl.h>
#include <unistd.h>

#define MOST 65536

struct str system_file(struct arena *arena, const char *path)
{
	char *data = arena_alloc(arena, MOST);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = 0;
	ssize_t got = 1;

	if (fd < 0)
		return (struct str){ 0 };
	while (got > 0 && len < MOST) {
		got = read(fd, data + len, MOST - len);
		len += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	return (struct str){ data, len };
}
