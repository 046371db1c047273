/*
 * Preloaded into the parts of a board by make sim (machine.mjs): a machine whose clock can be set and whose
 * disk can fail.  The file that MACHINE names says how it is now (struct machine).  Where SYNCED names a
 * file, the disk of that program fails, and what it has synced is written there: of a file a line
 * "f inode size", of a folder "d inode" and for each name in it a tab and "inode:name".  A power cut may take
 * all the rest (disk.mjs).  Not seen are calls within the C library itself: of its streams only fopen fails.
 * What a part was started with (its log) is on no disk.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* machine.mjs writes it. */
enum disk { DISK_WORKS, DISK_FULL, DISK_FULL_IN_THE_MIDDLE, DISK_DOES_NOT_SYNC, DISK_READ_ONLY };
struct machine {
	int64_t clock_s;	/* the wall clock is so far ahead */
	int32_t disk;		/* enum disk */
	int32_t slow_us;	/* a sync takes so much longer */
};

static const struct machine *machine = &(const struct machine){ 0 };
static int (*real_clock)(clockid_t, struct timespec *);
static const char *synced;	/* NULL: the disk of this program never fails */

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("MACHINE");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	/* nginx writes over its environment. */
	if (getenv("SYNCED") != NULL)
		synced = strdup(getenv("SYNCED"));
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
	return fd > STDERR_FILENO && synced != NULL && fstat(fd, file) == 0 &&
		(S_ISREG(file->st_mode) || S_ISDIR(file->st_mode));
}

static bool refused(int number)
{
	errno = number;
	return true;
}

static bool is_read_only(void)
{
	return machine->disk == DISK_READ_ONLY && synced != NULL && refused(EROFS);
}

static bool is_device(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

#define REFUSED(name) is_read_only()
#define IS_DEVICE(path) is_device(path)
#include "../file_calls.h"

/* Whether so many bytes can't be written there; *count is how many can. */
static bool has_no_room(int fd, size_t *count)
{
	static bool begun;
	struct stat file;

	if (machine->disk != DISK_FULL_IN_THE_MIDDLE)
		begun = false;
	if (machine->disk == DISK_WORKS || machine->disk == DISK_DOES_NOT_SYNC || !is_on_disk(fd, &file))
		return false;
	if (machine->disk == DISK_READ_ONLY)
		return refused(EROFS);
	if (machine->disk == DISK_FULL || begun || *count < 2)
		return refused(ENOSPC);
	begun = true;
	*count /= 2;
	return false;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
	return has_no_room(fd, &count) ? -1 : REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
	return has_no_room(fd, &count) ? -1 : REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at)
{
	return pwrite(fd, bytes, count, at);
}

CALL(truncate, (const char *path, off_t size), (path, size))
CALL(ftruncate64, (int fd, off_t size), (fd, size))

FILE *fopen(const char *path, const char *mode)
{
	bool writes = strpbrk(mode, "wa+") != NULL;

	return writes && !is_device(path) && is_read_only() ? NULL : REAL(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}

/* The names in a folder as they are now. */
static void print_names(FILE *out, int fd)
{
	DIR *folder = fdopendir(openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	if (folder == NULL)
		abort();
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			fprintf(out, "\t%ju:%s", (uintmax_t)entry->d_ino, entry->d_name);
	closedir(folder);
}

/* The line for what is there now; free() it. */
static char *line_of(int fd, const struct stat *file, size_t *length)
{
	char *line;
	FILE *out = open_memstream(&line, length);

	if (out == NULL)
		abort();
	if (S_ISDIR(file->st_mode)) {
		fprintf(out, "d %ju", (uintmax_t)file->st_ino);
		print_names(out, fd);
	} else {
		fprintf(out, "f %ju %jd", (uintmax_t)file->st_ino, (intmax_t)file->st_size);
	}
	fputc('\n', out);
	if (fclose(out) != 0)
		abort();
	return line;
}

/* Past the calls that fail here. */
static void write_down(const char *line, size_t length)
{
	long log = syscall(SYS_openat, AT_FDCWD, synced, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (log < 0 || syscall(SYS_write, log, line, length) != (long)length)
		abort();
	close((int)log);
}

static int sync_by(int (*real)(int), int fd)
{
	struct stat file;
	size_t length;
	char *line;

	if (!is_on_disk(fd, &file))
		return real(fd);
	/* What is written meanwhile may not be synced. */
	line = line_of(fd, &file, &length);
	if (machine->slow_us > 0)
		usleep((useconds_t)machine->slow_us);
	if (machine->disk == DISK_DOES_NOT_SYNC || machine->disk == DISK_READ_ONLY) {
		free(line);
		errno = machine->disk == DISK_READ_ONLY ? EROFS : EIO;
		return -1;
	}
	if (real(fd) != 0) {
		free(line);
		return -1;
	}
	write_down(line, length);
	free(line);
	return 0;
}

int fdatasync(int fd)
{
	return sync_by(REAL(fdatasync), fd);
}

int fsync(int fd)
{
	return sync_by(REAL(fsync), fd);
}
