#include "base/purge.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define DESCRIPTORS 16

static int remove_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
	(void)info;
	(void)place;
	if (kind == FTW_F && unlink(path) != 0 && errno != ENOENT)
		log_error("purge: cannot remove a cached page: %s", strerror(errno));
	return 0;
}

static void sweep(const char *folder)
{
	if (nftw(folder, remove_file, DESCRIPTORS, FTW_PHYS) != 0 && errno != ENOENT)
		log_error("purge: cannot read the cache folder: %s", strerror(errno));
}

/* In a grandchild that init reaps; it keeps no descriptor but the log. */
static void sweep_later(const char *folder)
{
	pid_t child = fork();

	if (child > 0) {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			continue;
		return;
	}
	if (child < 0) {
		log_error("purge: cannot sweep again: %s", strerror(errno));
		return;
	}
	if (fork() != 0)
		_exit(0);
	close_range(STDERR_FILENO + 1, ~0u, 0);
	usleep(400 * 1000);
	sweep(folder);
	usleep(800 * 1000);
	sweep(folder);
	_exit(0);
}

/* The mark is the folder's own time, which sweeping the folders below it leaves alone. */
int64_t purge_mark(const char *folder)
{
	struct stat info;

	if (stat(folder, &info) != 0)
		return 0;
	return (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

void purge_cache(const char *folder)
{
	if (utimensat(AT_FDCWD, folder, NULL, 0) != 0 && errno != ENOENT)
		log_error("purge: cannot mark the cache folder: %s", strerror(errno));
	sweep(folder);
	sweep_later(folder);
}
