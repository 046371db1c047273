#include "ctl/backup/history.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/ctl.h"

#define NAME_ARENA 4096
#define REMOVING ".removing"

void history_name(int64_t now, char name[HISTORY_NAME])
{
	struct arena *arena = arena_new(NAME_ARENA);
	struct str time = clock_rfc3339(arena, now);

	snprintf(name, HISTORY_NAME, "%.13s%.2s%.2s", time.data, time.data + 14, time.data + 17);
	arena_free(arena);
}

bool history_point(const char *folder, const char *name)
{
	char link[TREE_PATH];
	char beside[TREE_PATH];

	tree_path(link, "%s/" HISTORY_LATEST, folder);
	tree_path(beside, "%s/." HISTORY_LATEST, folder);
	unlink(beside);
	return symlink(name, beside) == 0 && rename(beside, link) == 0;
}

static int looks_like_one(const struct dirent *entry)
{
	const char *shape = "dddd-dd-ddTdddddd";
	const char *name = entry->d_name;
	size_t i;

	for (i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? name[i] < '0' || name[i] > '9' : name[i] != shape[i])
			return 0;
	return name[i] == '\0';
}

static int newest_first(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

static bool open_of_site(const char *folder, const char *name, struct str site,
	struct inventory_reader *reader)
{
	char path[TREE_PATH];

	tree_path(path, "%s/%s", folder, name);
	return inventory_open(path, reader) && str_eq(map_get_str(reader->head, "site"), site);
}

bool history_newest(const char *folder, struct str site, char name[HISTORY_NAME],
	struct inventory_reader *reader)
{
	struct dirent **names;
	int count = scandir(folder, &names, looks_like_one, newest_first);
	bool found = false;

	*reader = (struct inventory_reader){ 0 };
	for (int i = 0; i < count; i++) {
		if (!found) {
			inventory_close(reader);
			found = open_of_site(folder, names[i]->d_name, site, reader);
			snprintf(name, HISTORY_NAME, "%.17s", names[i]->d_name);
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	return found;
}

/* First it loses its name, so that what is half removed isn't taken for a backup. */
static bool remove_old(const char *folder, const char *name)
{
	char path[TREE_PATH];
	char going[TREE_PATH];

	tree_path(path, "%s/%s", folder, name);
	return (tree_path(going, "%s" REMOVING, path) && rename(path, going) == 0 && tree_remove(going)) ||
		ctl_refuse("%s can't be removed: %s", path, strerror(errno));
}

static int half_removed(const struct dirent *entry)
{
	const char *end = strchr(entry->d_name, '.');

	return end == entry->d_name + HISTORY_NAME - 1 && strcmp(end, REMOVING) == 0;
}

void history_clear(const char *folder)
{
	struct dirent **names;
	int count = scandir(folder, &names, half_removed, newest_first);

	for (int i = 0; i < count; i++) {
		char path[TREE_PATH];

		tree_path(path, "%s/%s", folder, names[i]->d_name);
		if (!tree_remove(path))
			ctl_fail("%s can't be removed: %s", path, strerror(errno));
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

bool history_prune(const char *folder, struct str site, const char *made, size_t keep, size_t *removed)
{
	struct dirent **names;
	int count = scandir(folder, &names, looks_like_one, newest_first);
	bool done = true;
	size_t seen = 1;

	*removed = 0;
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		struct inventory_reader reader;
		int age = strcmp(made, name);

		if (open_of_site(folder, name, site, &reader) && age != 0 && ++seen > keep && done) {
			done = remove_old(folder, name);
			*removed += done;
		} else if (age < 0) {
			fprintf(stderr, "wenzhengctl: %s/%s is later than this one: the clock was wrong then, or is now\n",
				folder, name);
		}
		inventory_close(&reader);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	return done;
}
