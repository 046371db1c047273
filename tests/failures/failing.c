/*
 * Preloaded into the worker and the commands: makes one call fail, the one that the file named by FAILING
 * chooses (struct control; tests/failures/control.mjs writes it).  Counted are calls for memory or calls
 * that change files, from the moment that the file asks for them.  Not seen are calls within the C library
 * itself: of its streams fopen, fwrite, fflush and fclose fail here, not the write below them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum subject { NOTHING, MEMORY, FILES };
enum fault { FULL, BROKEN, SHORT };

struct control {
	uint32_t subject;
	uint32_t pid;		/* 0: of any process */
	uint32_t fault;
	uint32_t failed;	/* how many calls were failed */
	uint64_t calls;		/* so far */
	uint64_t chosen;	/* the one that fails, from 1 */
	char place[96];		/* program or library that made it, and where in it */
};

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t align, size_t size);

static struct control *control;

static __attribute__((constructor)) void begin(void)
{
	const char *path = getenv("FAILING");
	int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map = MAP_FAILED;

	if (fd >= 0)
		map = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		abort();
	close(fd);
	control = map;
}

static void note(const char *call, void *caller)
{
	Dl_info info = { 0 };
	const char *name;

	if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
		return;
	name = strrchr(info.dli_fname, '/');
	snprintf(control->place, sizeof(control->place), "%s in %s+0x%zx", call,
		name != NULL ? name + 1 : info.dli_fname, (size_t)((char *)caller - (char *)info.dli_fbase));
}

static bool fails(enum subject subject, const char *call, void *caller)
{
	if (control == NULL || control->subject != subject ||
		(control->pid != 0 && control->pid != (uint32_t)getpid()))
		return false;
	if (++control->calls != control->chosen)
		return false;
	control->failed++;
	note(call, caller);
	return true;
}

#define CALLER __builtin_return_address(0)

static bool no_memory(const char *call, void *caller)
{
	if (!fails(MEMORY, call, caller))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return no_memory("malloc", CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return no_memory("calloc", CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return no_memory("realloc", CALLER) ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return no_memory("aligned_alloc", CALLER) ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **out, size_t align, size_t size)
{
	if (no_memory("posix_memalign", CALLER))
		return ENOMEM;
	*out = __libc_memalign(align, size);
	return *out != NULL ? 0 : ENOMEM;
}

static bool refused(const char *call, void *caller)
{
	if (!fails(FILES, call, caller))
		return false;
	errno = control->fault == BROKEN ? EIO : ENOSPC;
	return true;
}

#define REFUSED(name) refused(#name, CALLER)
#define IS_DEVICE(path) (strncmp(path, "/dev/", 5) == 0)
#include "../file_calls.h"

CALL(fsync, (int fd), (fd))
CALL(fdatasync, (int fd), (fd))
CALL(fchmod, (int fd, mode_t mode), (fd, mode))
CALL(futimens, (int fd, const struct timespec times[2]), (fd, times))
CALL(utimensat, (int at, const char *path, const struct timespec times[2], int flags),
	(at, path, times, flags))

char *mkdtemp(char *path)
{
	return refused("mkdtemp", CALLER) ? NULL : REAL(mkdtemp)(path);
}

/* The log is no file that anybody relies on. */
static bool is_file(int fd)
{
	struct stat info;

	return fd != STDERR_FILENO && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	if (control == NULL || control->subject != FILES || !is_file(fd) || !refused("write", CALLER))
		return REAL(write)(fd, bytes, size);
	if (control->fault != SHORT || size < 2)
		return -1;
	/* The disk became full in the middle. */
	control->chosen = control->calls + 1;
	control->fault = FULL;
	return REAL(write)(fd, bytes, size / 2);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return is_file(fd) && refused("pwrite", CALLER) ? -1 : REAL(pwrite)(fd, bytes, size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	return is_file(fd) && refused("writev", CALLER) ? -1 : REAL(writev)(fd, parts, count);
}

static bool is_written(FILE *file)
{
	return __fwriting(file) && is_file(fileno(file));
}

FILE *fopen(const char *path, const char *mode)
{
	return strchr(mode, 'r') == NULL && refused("fopen", CALLER) ? NULL : REAL(fopen)(path, mode);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
	return is_written(file) && refused("fwrite", CALLER) ? 0 : REAL(fwrite)(bytes, size, count, file);
}

int fflush(FILE *file)
{
	return file != NULL && is_written(file) && refused("fflush", CALLER) ? EOF : REAL(fflush)(file);
}

int fclose(FILE *file)
{
	bool lost = is_written(file) && refused("fclose", CALLER);
	int result = REAL(fclose)(file);

	if (lost)
		errno = ENOSPC;
	return lost ? EOF : result;
}
