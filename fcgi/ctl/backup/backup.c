#include "ctl/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/encode.h"
#include "ctl/backup/check.h"
#include "ctl/backup/gather.h"
#include "ctl/backup/history.h"
#include "ctl/backup/places.h"
#include "disk/file.h"
#include "disk/whole_file.h"

#define PARTIAL ".partial"
#define VERSION 1
#define SECOND 1000
#define NAME_TRIES 60
#define RECIPIENTS_BYTES ((size_t)64 << 10)
#define KEEP_MOST 100000
#define MIB (1024.0 * 1024.0)

/* The folder that backups lie in, and what is made in it. */
struct target {
	struct ctl *ctl;
	char folder[TREE_PATH];		/* from the root */
	char partial[TREE_PATH];
	char name[HISTORY_NAME];	/* of the backup, once it is made */
	int lock;
	int64_t begun;
	struct str recipients_hash;
	struct gathering gathering;
};

static const struct config *first_site(const struct target *target)
{
	return target->gathering.sites.list[0];
}

static bool inside(const char *path, const char *folder)
{
	char real[TREE_PATH];
	size_t len;

	if (realpath(folder, real) == NULL)
		return false;
	len = strlen(real);
	return strncmp(path, real, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* A backup in what is backed up would be in the next one. */
static int check_apart(const struct target *target)
{
	for (size_t i = 0; i < target->gathering.sites.count; i++) {
		const struct config *config = target->gathering.sites.list[i];

		if (inside(target->folder, config->paths.state))
			return ctl_fail("%s lies in the state folder %s: a backup belongs elsewhere, best on another disk",
				target->folder, config->paths.state);
		for (const struct place *place = places; place->name != NULL; place++)
			if (inside(target->folder, place_folder(config, place)))
				return ctl_fail("%s lies in %s: a backup belongs elsewhere", target->folder,
					place_folder(config, place));
	}
	return CTL_DONE;
}

static int open_target(struct target *target)
{
	const char *folder = target->ctl->words[0];
	bool made = mkdir(folder, S_IRWXU) == 0;

	if (!made && errno != EEXIST)
		return ctl_fail("%s can't be made: %s", folder, strerror(errno));
	if (realpath(folder, target->folder) == NULL)
		return ctl_fail("%s: %s", folder, strerror(errno));
	if (check_apart(target) != CTL_DONE) {
		if (made)
			(void)rmdir(target->folder);
		return CTL_FAILED;
	}
	target->lock = open(target->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->lock < 0)
		return ctl_fail("%s: %s", target->folder, strerror(errno));
	if (flock(target->lock, LOCK_EX | LOCK_NB) != 0)
		return ctl_fail("another backup is just being written to %s", target->folder);
	history_clear(target->folder);
	tree_path(target->partial, "%s/" PARTIAL, target->folder);
	/* One that was killed left it. */
	if (!tree_remove(target->partial) || mkdir(target->partial, S_IRWXU) != 0)
		return ctl_fail("%s can't be made: %s", target->partial, strerror(errno));
	target->gathering.partial = open(target->partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return target->gathering.partial >= 0 ? CTL_DONE :
		ctl_fail("%s: %s", target->partial, strerror(errno));
}

static struct value *head(struct target *target)
{
	struct gathering *gathering = &target->gathering;
	struct arena *arena = target->ctl->arena;
	struct value *map = value_map(arena);
	struct value *sites;

	map_str(map, "format", S(INVENTORY_FORMAT));
	map_int(map, "version", VERSION);
	map_str(map, "program", S(WENZHENG_VERSION));
	map_str(map, "site", str_of(first_site(target)->site.id));
	sites = map_list(map, "sites");
	for (size_t i = 1; i < gathering->sites.count; i++)
		list_str(sites, str_of(gathering->sites.list[i]->site.id));
	map_str(map, "begun", clock_rfc3339(arena, target->begun));
	map_bool(map, "keys", gathering->keys);
	map_bool(map, "encrypted", gathering->recipients != NULL);
	map_str(map, "recipients", target->recipients_hash);
	return map;
}

/* What is encrypted for others, or not at all, is no part of this one. */
static void open_before(struct target *target)
{
	struct gathering *gathering = &target->gathering;
	char name[HISTORY_NAME];

	if (history_newest(target->folder, str_of(first_site(target)->site.id), name, &gathering->before) &&
		str_eq(map_get_str(gathering->before.head, "recipients"), target->recipients_hash) &&
		!ctl_flag(target->ctl, "full") &&
		inventory_next(&gathering->before, &gathering->last) == INVENTORY_FILE)
		gathering->before_folder = openat(target->lock, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int read_recipients(struct target *target)
{
	const char *file = target->gathering.recipients;
	struct str text;

	if (file == NULL)
		return CTL_DONE;
	if (whole_file_read(target->ctl->arena, AT_FDCWD, file, RECIPIENTS_BYTES, &text) != OK)
		return ctl_fail("%s: %s", file, strerror(errno));
	target->recipients_hash = hex(target->ctl->arena, sha256(target->ctl->arena, text));
	return CTL_DONE;
}

/* Its name comes last, when all else is on the disk; two of one second differ by that. */
static bool name_it(struct target *target, char path[TREE_PATH])
{
	bool named = false;

	for (int i = 0; i < NAME_TRIES && !named; i++) {
		history_name(target->begun + i * SECOND, target->name);
		tree_path(path, "%s/%s", target->folder, target->name);
		named = renameat2(AT_FDCWD, target->partial, AT_FDCWD, path, RENAME_NOREPLACE) == 0;
		/* A file system without that flag (NFS): the lock keeps others away, and no filled folder is replaced. */
		if (!named && errno == EINVAL)
			named = rename(target->partial, path) == 0;
		if (!named && errno != EEXIST && errno != ENOTEMPTY)
			break;
	}
	if (named && !history_point(target->folder, target->name))
		fprintf(stderr, "wenzhengctl: %s/" HISTORY_LATEST " can't be made: %s\n", target->folder,
			strerror(errno));
	return named && fsync(target->lock) == 0;
}

static int finish(struct target *target, char path[TREE_PATH])
{
	struct inventory_writer *writer = target->gathering.writer;

	target->gathering.writer = NULL;
	if (!inventory_finish(writer, &target->gathering.totals, clock_now()) ||
		syncfs(target->gathering.partial) != 0)
		return ctl_fail("%s: %s", target->partial, strerror(errno));
	return name_it(target, path) ? CTL_DONE : ctl_fail("%s: %s", path, strerror(errno));
}

static int write_all(struct target *target)
{
	struct gathering *gathering = &target->gathering;
	char path[TREE_PATH];

	gathering->writer = inventory_create(gathering->partial, head(target));
	if (gathering->writer == NULL)
		return ctl_fail("%s/" INVENTORY_NAME ": %s", target->partial, strerror(errno));
	open_before(target);
	if (!gather(gathering) || finish(target, path) != CTL_DONE)
		return CTL_FAILED;
	printf("%s: %" PRId64 " files, %.1f MiB, of which %" PRId64 " new, %.1f MiB\n", path,
		gathering->totals.files, (double)gathering->totals.bytes / MIB, gathering->totals.new_files,
		(double)gathering->totals.new_bytes / MIB);
	return CTL_DONE;
}

static int prune(const struct target *target, uint64_t keep)
{
	size_t removed;

	if (!history_prune(target->folder, str_of(first_site(target)->site.id), target->name, keep, &removed))
		return CTL_FAILED;
	if (removed > 0)
		printf("%zu older removed\n", removed);
	return CTL_DONE;
}

static void close_target(struct target *target)
{
	struct gathering *gathering = &target->gathering;

	inventory_abandon(gathering->writer);
	inventory_close(&gathering->before);
	if (gathering->before_folder >= 0)
		close(gathering->before_folder);
	if (gathering->partial >= 0) {
		close(gathering->partial);
		tree_remove(target->partial);
	}
	if (target->lock >= 0)
		close(target->lock);
}

static int make(struct target *target, uint64_t keep)
{
	int result = CTL_FAILED;

	if (read_recipients(target) == CTL_DONE && open_target(target) == CTL_DONE) {
		result = write_all(target);
		if (result != CTL_DONE)
			ctl_fail("no backup was made; those that were in %s are as they were", target->folder);
	}
	if (result == CTL_DONE && keep > 0)
		result = prune(target, keep);
	close_target(target);
	return result;
}

static int check(const char *folder)
{
	struct inventory_totals totals;
	int result = backup_check(folder, &totals);

	if (result == CTL_DONE)
		printf("%s: all %" PRId64 " files are there and whole, %.1f MiB\n", folder, totals.files,
			(double)totals.bytes / MIB);
	return result;
}

static int run(struct ctl *ctl)
{
	struct target target = { .ctl = ctl, .lock = -1, .begun = clock_now(),
		.gathering = { .arena = ctl->arena, .partial = -1, .before_folder = -1,
			.keys = ctl_flag(ctl, "keys"),
		.recipients = ctl_value(ctl, "recipients") } };
	const char *kept = ctl_value(ctl, "keep");
	const char *problem = "";
	uint64_t keep = 0;
	int result;

	if (ctl_flag(ctl, "check"))
		return check(ctl->words[0]);
	if (kept != NULL && (!str_to_u64(str_of(kept), KEEP_MOST, &keep) || keep == 0))
		return ctl_fail("--keep takes how many backups stay, from 1 on");
	if (site_configs_load(ctl->config_file, ctl->state, false, &target.gathering.sites, &problem) != OK)
		result = ctl_fail("%s", problem);
	else if (first_site(&target)->redis.cluster[0] != '\0')
		result = ctl_fail("of a Redis Cluster the files of each node are copied: docs/operating.md");
	else
		result = make(&target, keep);
	site_configs_free(&target.gathering.sites);
	return result;
}

const struct ctl_command ctl_backup[] = {
	{ "backup", "DIR", 1, 1, CTL_NOTHING, run, "Back up all sites of these workers into a folder",
		"Makes DIR/TIME, and the link DIR/latest to it: Redis's files, photos, attachments, reports, archive, old events and\n"
		"the files of the configuration, of the further sites too.  Runs beside all processes, and needs no Redis to answer.\n"
		"A file that is in the backup before is hard-linked to it.  One that fails or is killed leaves the others as they are.\n"
		"With --check DIR is a single backup, DIR/TIME.\n",
		{ { "keys", NULL, "the keys too: whoever has data and keys reads everything" },
			{ "recipients", "FILE", "encrypt for age's public keys in FILE, one a line" },
			{ "keep", "N", "then remove all backups of the site but the newest N" },
			{ "full", NULL, "copy every file anew" },
			{ "check", NULL, "only hold DIR/TIME against its list: name what is damaged or missing" } } },
	{ 0 },
};
