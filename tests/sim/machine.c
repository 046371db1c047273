/*
 * Preloaded into the parts of a board by make sim (machine.mjs): a machine whose clock can be set and whose
 * disk can fail.  The file that MACHINE names says how it is now (struct machine).  Where SYNCED names a
 * file, as for Redis, the disk of that program fails, and what it has synced is written there, as lines
 * "inode size": a power cut may take all the rest.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* machine.mjs writes it. */
enum disk { DISK_WORKS, DISK_FULL, DISK_FULL_IN_THE_MIDDLE, DISK_DOES_NOT_SYNC };
struct machine {
	int64_t clock_s;	/* the wall clock is so far ahead */
	int32_t disk;		/* enum disk */
	int32_t slow_us;	/* a sync takes so much longer */
};

static const struct machine *machine = &(const struct machine){ 0 };
static int (*real_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("MACHINE");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	if (fd < 0)
		return;
	machine = mmap(NULL, sizeof(*machine), PROT_READ, MAP_SHARED, fd, 0);
	if (machine == MAP_FAILED)
		abort();
	close(fd);
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	/* Constructors of other libraries may come first. */
	if (real_clock == NULL)
		*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	if (real_clock(clock, out) != 0)
		return -1;
	if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
		out->tv_sec += machine->clock_s;
	return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}

time_t time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

static bool is_on_disk(int fd, struct stat *file)
{
	return getenv("SYNCED") != NULL && fstat(fd, file) == 0 && S_ISREG(file->st_mode);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
	static ssize_t (*real)(int, const void *, size_t);
	static bool begun;
	struct stat file;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "write");
	if (machine->disk != DISK_FULL_IN_THE_MIDDLE)
		begun = false;
	if ((machine->disk == DISK_FULL || machine->disk == DISK_FULL_IN_THE_MIDDLE) &&
		is_on_disk(fd, &file)) {
		if (machine->disk == DISK_FULL || begun || count < 2) {
			errno = ENOSPC;
			return -1;
		}
		begun = true;
		count /= 2;
	}
	return real(fd, bytes, count);
}

static void write_down(const struct stat *file)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "%ju %jd\n", (uintmax_t)file->st_ino,
		(intmax_t)file->st_size);
	int log = open(getenv("SYNCED"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	/* Not by write, which may fail here. */
	if (log < 0 || dprintf(log, "%s", line) != length)
		abort();
	close(log);
}

static int sync_by(const char *name, int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	struct stat before;

	if (!is_on_disk(fd, &before))
		return real(fd);
	if (machine->slow_us > 0)
		usleep((useconds_t)machine->slow_us);
	if (machine->disk == DISK_DOES_NOT_SYNC) {
		errno = EIO;
		return -1;
	}
	/* What is written meanwhile may not be synced. */
	if (real(fd) != 0)
		return -1;
	write_down(&before);
	return 0;
}

int fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

int fsync(int fd)
{
	return sync_by("fsync", fd);
}
