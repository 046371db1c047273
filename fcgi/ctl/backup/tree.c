#include "ctl/backup/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FOLDERS 16

struct walk {
	const char *folder;
	tree_visit *visit;
	void *context;
	char *failed;
};

bool tree_path(char out[TREE_PATH], const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(out, TREE_PATH, format, args);
	va_end(args);
	if (len < TREE_PATH)
		return true;
	out[0] = '\0';
	errno = ENAMETOOLONG;
	return false;
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk_below(const struct walk *walk, const char *below);

/* What has gone is passed over, and what is of another kind, a link with a word to the operator. */
static bool look_at(const struct walk *walk, const char *path)
{
	char whole[TREE_PATH];
	struct stat info;

	if (!tree_path(whole, "%s/%s", walk->folder, path)) {
		tree_path(walk->failed, "%s", walk->folder);
		return false;
	}
	if (lstat(whole, &info) != 0) {
		memcpy(walk->failed, whole, sizeof(whole));
		return errno == ENOENT;
	}
	if (S_ISDIR(info.st_mode))
		return walk_below(walk, path);
	if (S_ISLNK(info.st_mode))
		fprintf(stderr, "wenzhengctl: %s is a link, which is left out\n", whole);
	return !S_ISREG(info.st_mode) || walk->visit(walk->context, path);
}

static bool walk_below(const struct walk *walk, const char *below)
{
	struct dirent **names;
	char path[TREE_PATH];
	bool go_on = true;
	int count;

	tree_path(path, "%s%s%s", walk->folder, below[0] != '\0' ? "/" : "", below);
	count = scandir(path, &names, not_dots, by_bytes);
	if (count < 0) {
		memcpy(walk->failed, path, sizeof(path));
		return errno == ENOENT && below[0] != '\0';
	}
	for (int i = 0; i < count; i++) {
		if (go_on && tree_path(path, "%s%s%s", below, below[0] != '\0' ? "/" : "",
				names[i]->d_name))
			go_on = look_at(walk, path);
		free(names[i]);
	}
	free(names);
	return go_on;
}

bool tree_walk(const char *folder, tree_visit *visit, void *context, char failed[TREE_PATH])
{
	const struct walk walk = { folder, visit, context, failed };

	failed[0] = '\0';
	return walk_below(&walk, "");
}

/* A folder's own files come before whatever its name is the beginning of. */
static int rank(unsigned char c)
{
	return c == '/' ? 1 : c == '\0' ? 0 : c + 1;
}

int tree_compare(const char *a, const char *b)
{
	int redis = (strncmp(b, "redis/", 6) == 0) - (strncmp(a, "redis/", 6) == 0);

	if (redis != 0)
		return redis;
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return rank((unsigned char)*a) - rank((unsigned char)*b);
}

bool tree_make_above(int folder, const char *path, mode_t mode)
{
	char above[TREE_PATH];

	for (const char *end = strchr(path, '/'); end != NULL; end = strchr(end + 1, '/')) {
		tree_path(above, "%.*s", (int)(end - path), path);
		if (mkdirat(folder, above, mode) != 0 && errno != EEXIST)
			return false;
	}
	return true;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
	(void)info;
	(void)kind;
	(void)at;
	return remove(path);
}

bool tree_remove(const char *folder)
{
	return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT;
}

bool tree_filled(const char *folder)
{
	DIR *names = opendir(folder);
	const struct dirent *entry;
	bool filled = false;

	if (names == NULL)
		return false;
	while (!filled && (entry = readdir(names)) != NULL)
		filled = not_dots(entry) != 0;
	closedir(names);
	return filled;
}
