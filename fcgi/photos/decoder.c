#include "photos/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define FILE_NAME "decoders"
#define FILE_MODE 0600
#define LOOK_EVERY_MS 50

struct decoder {
	int fd;			/* of the file, with one byte locked; -1: given back */
};

static void give_back(void *place)
{
	decoder_end(place);
}

static struct flock byte_of(int place, short type)
{
	return (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };
}

static bool set(int fd, int place, short type)
{
	struct flock byte = byte_of(place, type);

	return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

/* The first of those places that is free, or end. */
static int lock_one(int fd, int first, int end)
{
	while (first < end && !set(fd, first, F_WRLCK))
		first++;
	return first;
}

/* Waits for a place.  Those who wait have places too, so that they are not all workers. */
static bool wait_for(int fd, int place, int waiting, int64_t until)
{
	const struct timespec moment = { .tv_nsec = LOOK_EVERY_MS * 1000000L };
	int own = lock_one(fd, place + 1, place + 1 + waiting);
	bool locked = false;

	if (own == place + 1 + waiting)
		return false;
	while (!locked && clock_steady() < until) {
		nanosleep(&moment, NULL);
		locked = set(fd, place, F_WRLCK);
	}
	set(fd, own, F_UNLCK);
	return locked;
}

/* The places that residents share; behind them is that of the staff. */
static int residents_places(const struct config *config)
{
	int half = config_workers(config) / 2;

	return half > 1 ? half : 1;
}

static const char *file_of(const struct casework *work)
{
	return arena_cstr(work->arena,
		arena_printf(work->arena, "%s/" FILE_NAME, work->config->paths.photos));
}

enum status decoder_begin(struct casework *work, bool staff, int64_t until, struct decoder **place)
{
	const char *path = file_of(work);
	int residents = residents_places(work->config);
	/* Of those that neither decode nor wait one is left at least, or else nobody waits for long. */
	int spare = config_workers(work->config) - residents - 2;
	int64_t soon = clock_steady() + DECODER_SHORT_WAIT_MS;
	int first = staff ? residents : 0;
	int end = staff ? residents + 1 : residents;
	struct decoder *own = ARENA_NEW(work->arena, struct decoder);

	own->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
	if (own->fd < 0) {
		log_error("photos: cannot open %s: %s", path, strerror(errno));
		return ERR_AWAY;
	}
	arena_defer(work->arena, give_back, own);
	if (lock_one(own->fd, first, end) < end ||
		(staff && wait_for(own->fd, residents, spare > 0 ? spare : 1,
			spare > 0 || until < soon ? until : soon))) {
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

void decoder_count(const struct casework *work, int *places, int *taken)
{
	int fd = open(file_of(work), O_RDONLY | O_CLOEXEC);

	*places = residents_places(work->config) + 1;
	*taken = 0;
	if (fd < 0)
		return;
	/* It is only asked who would be in the way: a place that was locked to count it would be refused to others. */
	for (int place = 0; place < *places; place++) {
		struct flock byte = byte_of(place, F_WRLCK);

		*taken += fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
	}
	close(fd);
}
