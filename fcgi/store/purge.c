#include "store/purge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "crypt/random.h"
#include "store/keys.h"

#define DESCRIPTORS 16
#define TRIES 5
#define GONE ".gone-"

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
	(void)info;
	(void)kind;
	(void)place;
	if (remove(path) != 0 && errno != ENOENT && errno != ENOTEMPTY)
		log_error("purge: cannot remove a cached page: %s", strerror(errno));
	return 0;
}

/* nginx may run as another user; the folder around lets nobody else in. */
static bool open_like(const char *fresh, const struct stat *old)
{
	return chmod(fresh, old->st_uid == geteuid() ? old->st_mode & 0777 : 0777) == 0;
}

/* errno is ENOENT when the child of another purge took the fresh folder for one of those that are gone. */
static bool exchange_once(const char *folder, const char *path, const struct stat *old)
{
	char fresh[PATH_MAX];
	int why;

	snprintf(fresh, sizeof(fresh), "%s/" GONE "XXXXXX", folder);
	if (mkdtemp(fresh) == NULL)
		return false;
	if (open_like(fresh, old) && renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
		return true;
	why = errno;
	rmdir(fresh);
	errno = why;
	return false;
}

/* Puts an empty folder in the place of one with pages: one step, however many they are. */
static void exchange(const char *folder, char name)
{
	char path[PATH_MAX];
	struct stat old;

	snprintf(path, sizeof(path), "%s/%c", folder, name);
	if (stat(path, &old) != 0)
		return;
	for (int i = 0; i < TRIES; i++) {
		if (exchange_once(folder, path, &old))
			return;
		if (errno != ENOENT)
			break;
	}
	log_error("purge: cannot exchange a folder of the cache: %s", strerror(errno));
	nftw(path, remove_one, DESCRIPTORS, FTW_PHYS | FTW_DEPTH);
}

static void exchange_all(const char *folder)
{
	for (const char *name = "0123456789abcdef"; *name != '\0'; name++)
		exchange(folder, *name);
}

/* Those of earlier purges too, whose child was ended before it came to this. */
static void remove_gone(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[PATH_MAX];

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (!str_starts(str_of(entry->d_name), S(GONE)))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		nftw(path, remove_one, DESCRIPTORS, FTW_PHYS | FTW_DEPTH);
	}
	closedir(dir);
}

static void mark(const char *folder)
{
	if (utimensat(AT_FDCWD, folder, NULL, 0) != 0 && errno != ENOENT)
		log_error("purge: cannot mark the cache folder: %s", strerror(errno));
}

static void each(const char *folders, void (*act)(const char *folder))
{
	struct str rest = str_of(folders);
	struct str piece;
	char folder[PATH_MAX];

	while (str_cut(&rest, ',', &piece)) {
		snprintf(folder, sizeof(folder), "%.*s", STR_ARG(piece));
		act(folder);
	}
}

/* In a grandchild that init reaps; it keeps no descriptor but the log. */
static void go_on_later(const char *folders)
{
	pid_t child = fork();

	if (child > 0) {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			continue;
		return;
	}
	if (child < 0) {
		log_error("purge: cannot purge again: %s", strerror(errno));
		return;
	}
	if (fork() != 0)
		_exit(0);
	close_range(STDERR_FILENO + 1, ~0u, 0);
	usleep(400 * 1000);
	each(folders, exchange_all);
	usleep(800 * 1000);
	each(folders, exchange_all);
	each(folders, remove_gone);
	_exit(0);
}

/* The mark is the time of the first folder itself. */
int64_t purge_mark(const char *folders)
{
	struct str rest = str_of(folders);
	struct str first;
	char folder[PATH_MAX];
	struct stat info;

	str_cut(&rest, ',', &first);
	snprintf(folder, sizeof(folder), "%.*s", STR_ARG(first));
	if (stat(folder, &info) != 0)
		return 0;
	return (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

void purge_tell(struct store *store, struct batch *changes)
{
	BATCH(changes, S("SET"), key_purged(store, changes->arena), random_id(changes->arena));
}

enum status purge_told(struct store *store, struct arena *arena, struct str *told)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("GET"), key_purged(store, arena));
	TRY(store_run(store, &batch, &results));
	*told = results[0].str;
	return OK;
}

void purge_cache(const char *folders)
{
	each(folders, mark);
	each(folders, exchange_all);
	go_on_later(folders);
}
