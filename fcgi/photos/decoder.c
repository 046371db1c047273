#include "photos/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

#define FILE_NAME "decoders"
#define FILE_MODE 0600

struct decoder {
	int fd;			/* of the file, with one byte locked; -1: given back */
};

static void give_back(void *place)
{
	decoder_end(place);
}

static bool lock(int fd, int place)
{
	struct flock byte = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

enum status decoder_begin(struct casework *work, bool staff, struct decoder **place)
{
	const char *path = arena_cstr(work->arena,
		arena_printf(work->arena, "%s/" FILE_NAME, work->config->paths.photos));
	int half = config_workers(work->config) / 2;
	int residents = half > 1 ? half : 1;
	int first = staff ? residents : 0;
	int end = staff ? residents + 1 : residents;
	struct decoder *own = ARENA_NEW(work->arena, struct decoder);

	own->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
	if (own->fd < 0) {
		log_error("photos: cannot open %s: %s", path, strerror(errno));
		return ERR_AWAY;
	}
	arena_defer(work->arena, give_back, own);
	for (int i = first; i < end; i++)
		if (lock(own->fd, i)) {
			*place = own;
			return OK;
		}
	decoder_end(own);
	return ERR_TOO_MANY;
}

void decoder_end(struct decoder *place)
{
	if (place->fd >= 0)
		close(place->fd);
	place->fd = -1;
}
