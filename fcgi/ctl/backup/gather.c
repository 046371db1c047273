#include "ctl/backup/gather.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ctl/backup/aof.h"
#include "ctl/backup/places.h"
#include "ctl/backup/stored.h"
#include "ctl/ctl.h"
#include "disk/file.h"

#define NS_PER_S 1000000000
#define PERMISSIONS 07777
#define ETC_FOLDER WENZHENG_ETC "/"

/* What the backup before has under that path; NULL: nothing. */
static const struct inventory_file *find_before(struct gathering *gathering, const char *path)
{
	int order = -1;

	while (gathering->before_folder >= 0 && gathering->last.path[0] != '\0') {
		order = tree_compare(gathering->last.path, path);
		if (order >= 0)
			break;
		if (inventory_next(&gathering->before, &gathering->last) != INVENTORY_FILE)
			gathering->last.path[0] = '\0';
	}
	return order == 0 ? &gathering->last : NULL;
}

/* Whether the file became a link to that of the backup before; one with too many links is copied. */
static bool link_before(struct gathering *gathering, struct inventory_file *file, int64_t size)
{
	const struct inventory_file *before = find_before(gathering, file->path);
	char name[TREE_PATH];
	struct stat info;

	if (before == NULL || before->original != size || before->changed != file->changed ||
		before->mode != file->mode)
		return false;
	stored_name(file, gathering->recipients != NULL, name);
	if (fstatat(gathering->before_folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
		info.st_size != before->size || !tree_make_above(gathering->partial, name, S_IRWXU) ||
		linkat(gathering->before_folder, name, gathering->partial, name, 0) != 0)
		return false;
	file->size = before->size;
	file->original = before->original;
	memcpy(file->sha256, before->sha256, SHA256_HEX);
	return true;
}

/* Up to limit bytes of an open file; what names it on this machine.  False after it said why. */
static bool store_open(struct gathering *gathering, int fd, int64_t limit, const char *path, const char *what)
{
	struct inventory_file file = { 0 };
	struct stat info;

	if (fstat(fd, &info) != 0)
		return ctl_refuse("%s: %s", what, strerror(errno));
	if (!tree_path(file.path, "%s", path) || !text_valid(str_of(path)))
		return ctl_refuse("%s: its name is too long, or isn't UTF-8", what);
	file.changed = info.st_mtim.tv_sec * NS_PER_S + info.st_mtim.tv_nsec;
	file.mode = info.st_mode & PERMISSIONS;
	if (!link_before(gathering, &file, limit == STORED_ALL ? info.st_size : limit)) {
		if (!stored_write(fd, limit, gathering->recipients, gathering->partial, &file, what))
			return false;
		gathering->totals.new_files++;
		gathering->totals.new_bytes += file.original;
	}
	gathering->totals.files++;
	gathering->totals.bytes += file.original;
	inventory_add(gathering->writer, &file);
	return true;
}

/* One that vanished since its folder was read was to go, or has its final name by now. */
static bool store_file(struct gathering *gathering, const char *what, const char *path, int flags)
{
	int fd = open(what, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
	bool stored;

	if (fd < 0)
		return errno == ENOENT ||
			ctl_refuse("%s can't be read: %s", what, strerror(errno));
	stored = store_open(gathering, fd, STORED_ALL, path, what);
	close(fd);
	return stored;
}

/* A photo of a form that was never sent, which the sweep removes after two hours. */
static bool is_unsent(const struct gathering *gathering, const char *path)
{
	const char *slash = strrchr(gathering->prefix, '/');

	return strcmp(slash != NULL ? slash + 1 : gathering->prefix, PLACE_PHOTOS) == 0 &&
		strncmp(path, "new/", strlen("new/")) == 0;
}

static bool visit(void *context, const char *path)
{
	struct gathering *gathering = context;
	char what[TREE_PATH];
	char to[TREE_PATH];

	if (is_unsent(gathering, path))
		return true;
	if (!tree_path(what, "%s/%s", gathering->source, path) ||
		!tree_path(to, "%s/%s", gathering->prefix, path))
		return ctl_refuse("%s: too long a path", path);
	return store_file(gathering, what, to, O_NOFOLLOW);
}

/* A folder that the site doesn't have yet is passed over. */
static bool store_folder(struct gathering *gathering, const char *source, const char *prefix,
	const char *name)
{
	char failed[TREE_PATH];

	tree_path(gathering->source, "%s", source);
	tree_path(gathering->prefix, "%s%s", prefix, name);
	errno = 0;
	if (access(source, F_OK) != 0 && errno == ENOENT)
		return true;
	if (tree_walk(source, visit, gathering, failed))
		return true;
	return failed[0] != '\0' && ctl_refuse("%s can't be read: %s", failed, strerror(errno));
}

static bool in_etc(const char *path)
{
	return strncmp(path, ETC_FOLDER, strlen(ETC_FOLDER)) == 0;
}

/* A file of the configuration. */
struct setting {
	const char *path;
	char to[TREE_PATH];	/* in the backup */
};

static int by_name(const void *a, const void *b)
{
	return tree_compare(((const struct setting *)a)->to, ((const struct setting *)b)->to);
}

/* Those in the state folder go back there, the others are kept beside; what /etc has is there as a whole. */
static size_t list_settings(const struct gathering *gathering, size_t site, const char *prefix, bool in_state,
	struct setting list[PLACE_SETTING_FILES])
{
	const struct config *config = gathering->sites.list[site];
	size_t count = 0;

	for (size_t i = 0; i < PLACE_SETTING_FILES; i++) {
		const char *path = place_setting_file(config, gathering->sites.files[site], i);
		const char *inside = place_in_state(config, path);
		const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;

		if (path[0] == '\0' || (inside != NULL) != in_state ||
			(in_etc(path) && in_etc(gathering->sites.files[0])))
			continue;
		list[count].path = path;
		tree_path(list[count++].to, "%s%s/%s", prefix, in_state ? PLACE_SETTINGS : PLACE_ETC,
			in_state ? inside : name);
	}
	qsort(list, count, sizeof(list[0]), by_name);
	return count;
}

static bool store_settings(struct gathering *gathering, size_t site, const char *prefix, bool in_state)
{
	struct setting list[PLACE_SETTING_FILES];
	bool stored = in_state || site > 0 || !in_etc(gathering->sites.files[0]) ||
		store_folder(gathering, WENZHENG_ETC, "", PLACE_ETC);
	size_t count = list_settings(gathering, site, prefix, in_state, list);

	for (size_t i = 0; i < count && stored; i++)
		stored = store_file(gathering, list[i].path, list[i].to, 0);
	return stored;
}

static bool copy_site(struct gathering *gathering, size_t site)
{
	char prefix[TREE_PATH];
	bool etc = false;

	place_prefix(&gathering->sites, site, prefix);
	for (const struct place *place = places; place->name != NULL; place++) {
		if (!etc && strcmp(place->name, PLACE_ETC) > 0) {
			etc = true;
			if (!store_settings(gathering, site, prefix, false))
				return false;
		}
		if (strcmp(place->name, PLACE_KEYS) == 0 && !gathering->keys)
			continue;
		if (strcmp(place->name, PLACE_KEYS) == 0 &&
			!tree_filled(place_folder(gathering->sites.list[site], place)))
			return ctl_refuse("%s has no keys, or can't be read: --keys is for a backup that has them",
				place_folder(gathering->sites.list[site], place));
		if (!store_folder(gathering, place_folder(gathering->sites.list[site], place), prefix,
				place->name))
			return false;
	}
	return store_settings(gathering, site, prefix, true);
}

/* The list names the files, so it is written to match those that were opened. */
static bool store_list(struct gathering *gathering, struct str list, const char *folder)
{
	int fd = memfd_create(AOF_MANIFEST, MFD_CLOEXEC);
	bool stored = fd >= 0 && file_write(fd, list) && fchmod(fd, S_IRUSR | S_IWUSR) == 0 &&
		lseek(fd, 0, SEEK_SET) == 0 &&
		store_open(gathering, fd, STORED_ALL, PLACE_REDIS "/" AOF_FOLDER "/" AOF_MANIFEST, folder);

	if (fd >= 0)
		close(fd);
	return stored;
}

static bool store_redis(struct gathering *gathering)
{
	const char *folder = arena_printf(gathering->arena, "%s/" PLACE_REDIS "/" AOF_FOLDER,
		gathering->sites.list[0]->paths.state).data;
	struct aof aof;
	bool stored;

	if (access(folder, F_OK) != 0)
		return ctl_refuse("%s: %s; Redis's files are in the first site's state folder, so --config names its file",
			folder, strerror(errno));
	stored = aof_open(gathering->arena, folder, &aof) == CTL_DONE;
	for (size_t i = 0; i < aof.count && stored; i++) {
		const struct aof_file *file = &aof.files[i];

		stored = store_open(gathering, file->fd, file->size,
			arena_printf(gathering->arena, PLACE_REDIS "/" AOF_FOLDER "/%s", file->name).data,
			arena_printf(gathering->arena, "%s/%s", folder, file->name).data);
	}
	stored = stored && store_list(gathering, aof.manifest, folder);
	aof_close(&aof);
	return stored;
}

/* Where the first site of those that are left, by id, stands; the very first is always the first. */
static int by_id(const void *a, const void *b, void *sites)
{
	const struct site_configs *configs = sites;
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;

	return strcmp(configs->list[x]->site.id, configs->list[y]->site.id);
}

bool gather(struct gathering *gathering)
{
	size_t order[SITES_MOST] = { 0 };
	bool stored = store_redis(gathering);

	for (size_t i = 0; i < gathering->sites.count; i++)
		order[i] = i;
	/* In the order in which the inventory of the backup before names them. */
	if (gathering->sites.count > 1)
		qsort_r(order + 1, gathering->sites.count - 1, sizeof(order[0]), by_id, &gathering->sites);
	for (size_t i = 0; i < gathering->sites.count && stored; i++)
		stored = copy_site(gathering, order[i]);
	return stored;
}
