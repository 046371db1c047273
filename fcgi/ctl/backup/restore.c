#include "ctl/backup/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl/backup/aof.h"
#include "ctl/backup/check.h"
#include "ctl/backup/places.h"
#include "ctl/backup/stored.h"
#include "disk/file.h"

#define NS_PER_S 1000000000
#define PERMISSIONS 07777
/* Of what a list names: none runs as another. */
#define FILE_PERMISSIONS 0777
#define OWNER_ONLY 0600
#define FILES PLACE_REDIS "/" AOF_FOLDER
/* What Redis's folder is called until all is there. */
#define UNFINISHED ".restored"

/* One run. */
struct restore {
	struct ctl *ctl;
	const char *from;
	const char *identity;		/* NULL: the backup isn't encrypted */
	const char *config_to;		/* only the configuration's files are written, there; NULL: all others */
	bool redis_alone;		/* only Redis's files: all else is there still */
	int root;
	struct site_configs sites;
	struct inventory_reader inventory;
	uint64_t files;
};

static bool answers(const char *socket_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool there;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	there = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	if (fd >= 0)
		close(fd);
	return there;
}

static int refuse_filled(const char *folder, const char *state)
{
	return ctl_fail("%s is not empty, and a backup is restored into an empty site only: stop all processes of the site, "
			"move the state aside (mv %s %s.before), make it anew (/usr/lib/wenzheng/make-state; under make run: mkdir), "
			"and run this again", folder, state, state);
}

/* Keys that the backup doesn't have are put back by hand, before or after. */
static int refuse_filled_site(const struct restore *restore, const struct config *config)
{
	for (const struct place *place = places; place->name != NULL; place++) {
		bool keys = strcmp(place->name, PLACE_KEYS) == 0;

		if (keys && !map_get_bool(restore->inventory.head, "keys"))
			continue;
		if (tree_filled(place_folder(config, place)))
			return refuse_filled(place_folder(config, place), config->paths.state);
	}
	return CTL_DONE;
}

static int refuse_if_used(const struct restore *restore)
{
	const struct config *first = restore->sites.list[0];
	char files[TREE_PATH];

	if (answers(first->redis.socket))
		return ctl_fail("a Redis runs on %s: stop it first (systemctl stop wenzheng-redis), with all processes of the sites",
			first->redis.socket);
	for (size_t i = 0; i < restore->sites.count && !restore->redis_alone; i++)
		if (refuse_filled_site(restore, restore->sites.list[i]) != CTL_DONE)
			return CTL_FAILED;
	tree_path(files, "%s/" FILES, first->paths.state);
	if (restore->redis_alone && tree_filled(files))
		return ctl_fail("%s is not empty: move it aside first (mv %s %s.before)", files, files, files);
	return tree_filled(files) ? refuse_filled(files, first->paths.state) : CTL_DONE;
}

/* Each site of the backup must have its configuration here. */
static int check_sites(const struct restore *restore)
{
	const struct value *head = restore->inventory.head;
	const struct value *sites = map_get(head, "sites");
	const char *own = restore->sites.list[0]->site.id;

	if (!str_eq(map_get_str(head, "site"), str_of(own)))
		return ctl_fail("%s is of site %.*s, and the configuration says %s", restore->from,
			STR_ARG(map_get_str(head, "site")), own);
	for (const struct member *m = sites != NULL ? sites->first : NULL; m != NULL; m = m->next)
		if (site_configs_find(&restore->sites, arena_cstr(restore->ctl->arena, m->value.str)) == NULL)
			return ctl_fail("site %.*s of the backup has no configuration here: first run restore --config-to",
				STR_ARG(m->value.str));
	return CTL_DONE;
}

/* The folder that the file goes to, made with those above it as the first that is there, which own them. */
static bool make_folder(char *path)
{
	char *slash = strrchr(path, '/');
	struct stat info;
	bool made;

	if (slash == NULL || slash == path)
		return true;
	*slash = '\0';
	made = stat(path, &info) == 0;
	if (!made && errno == ENOENT && make_folder(path)) {
		char above[TREE_PATH];
		const char *cut = strrchr(path, '/');

		tree_path(above, "%.*s", cut != NULL ? (int)(cut - path) : 1,
			cut != NULL ? path : ".");
		made = stat(above, &info) == 0 && mkdir(path, S_IRWXU) == 0 &&
			file_own_as(path, above) && chmod(path, info.st_mode & PERMISSIONS) == 0;
	}
	if (!made)
		ctl_fail("the folder %s can't be made: %s", path, strerror(errno));
	*slash = '/';
	return made;
}

/* Owner and group are the folder's. */
static bool give_away(const char *path, int fd, const struct inventory_file *file)
{
	const struct timespec changed = { file->changed / NS_PER_S, file->changed % NS_PER_S };
	char folder[TREE_PATH];

	tree_path(folder, "%.*s", (int)(strrchr(path, '/') - path), path);
	return file_own_as(path, folder) && fchmod(fd, (mode_t)file->mode & FILE_PERMISSIONS) == 0 &&
		futimens(fd, (const struct timespec[]){ changed, changed }) == 0;
}

static bool write_file(struct restore *restore, const struct inventory_file *file, char path[TREE_PATH])
{
	char name[TREE_PATH];
	struct stat info;
	bool done;
	int to;

	stored_name(file, restore->identity != NULL, name);
	if (!make_folder(path))
		return false;
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, OWNER_ONLY);
	if (to < 0)
		return ctl_refuse("%s can't be made: %s", path, strerror(errno));
	done = stored_read(restore->root, name, restore->identity, to, path);
	if (done && (fstat(to, &info) != 0 || info.st_size != file->original))
		done = ctl_refuse("%s isn't as long as what was backed up", path);
	if (done && !give_away(path, to, file))
		done = ctl_refuse("%s: %s", path, strerror(errno));
	if (close(to) != 0 && done)
		done = ctl_refuse("%s: %s", path, strerror(errno));
	restore->files += done;
	return done;
}

/* What is there already is replaced, with the owner and permissions that it has. */
static bool write_configuration(struct restore *restore, const struct inventory_file *file, const char *rest)
{
	char path[TREE_PATH];
	char beside[TREE_PATH];
	struct stat info;
	bool there;

	if (!tree_path(path, "%s/%s", restore->config_to, rest) || !tree_path(beside, "%s.new", path))
		return ctl_refuse("%s: too long a path", rest);
	there = stat(path, &info) == 0;
	unlink(beside);
	if (!write_file(restore, file, beside))
		return false;
	if ((there && (chown(beside, info.st_uid, info.st_gid) != 0 ||
			chmod(beside, info.st_mode & PERMISSIONS) != 0)) || rename(beside, path) != 0)
		return ctl_refuse("%s: %s", path, strerror(errno));
	return true;
}

/* Redis's files go into a folder of another name first. */
static bool restore_file(struct restore *restore, struct inventory_file *file)
{
	char path[TREE_PATH];
	bool of_redis;
	enum place_found found = place_of(&restore->sites, file->path, path);

	if (found == PLACE_CONFIGURATION)
		return restore->config_to == NULL || write_configuration(restore, file, path);
	if (restore->config_to != NULL || (found == PLACE_SETTING && access(path, F_OK) == 0))
		return true;
	if (found == PLACE_UNKNOWN)
		return ctl_refuse("%s: this version doesn't know where that belongs", file->path);
	of_redis = strncmp(file->path, FILES "/", strlen(FILES "/")) == 0;
	if (restore->redis_alone && !of_redis)
		return true;
	if (of_redis)
		tree_path(path, "%s/" FILES UNFINISHED "/%s", restore->sites.list[0]->paths.state,
			file->path + strlen(FILES "/"));
	return write_file(restore, file, path);
}

static int write_files(struct restore *restore)
{
	struct inventory_file file;
	enum inventory_line line = INVENTORY_BAD;
	bool written = true;

	while (written && (line = inventory_next(&restore->inventory, &file)) == INVENTORY_FILE)
		written = restore_file(restore, &file);
	return written && line == INVENTORY_END ? CTL_DONE : CTL_FAILED;
}

/* As scripts/make-state makes them, for who has no such script; what is there stays as it is. */
static int make_places(const struct config *config)
{
	char redis[TREE_PATH];
	struct stat info;

	if (stat(config->paths.state, &info) != 0)
		return ctl_fail("%s: %s; /usr/lib/wenzheng/make-state makes the state folder (under make run: mkdir)",
			config->paths.state, strerror(errno));
	tree_path(redis, "%s/" PLACE_REDIS, config->paths.state);
	if (mkdir(redis, S_IRWXU) == 0 && !file_own_as(redis, config->paths.state))
		return ctl_fail("%s: %s", redis, strerror(errno));
	for (const struct place *place = places; place->name != NULL; place++) {
		const char *folder = place_folder(config, place);
		bool made = mkdir(folder, S_IRWXU) == 0;

		if (made ? !file_own_as(folder, config->paths.state) || chmod(folder, place->mode) != 0 :
			   errno != EEXIST)
			return ctl_fail("%s: %s", folder, strerror(errno));
	}
	return CTL_DONE;
}

/* Now the site has something in it. */
static int finish(const struct restore *restore)
{
	const char *state = restore->sites.list[0]->paths.state;
	char redis[TREE_PATH];
	char unfinished[TREE_PATH];
	char files[TREE_PATH];
	int fd;
	bool synced;

	tree_path(redis, "%s/" PLACE_REDIS, state);
	tree_path(unfinished, "%s/" FILES UNFINISHED, state);
	tree_path(files, "%s/" FILES, state);
	for (size_t i = 0; i < restore->sites.count; i++) {
		fd = open(restore->sites.list[i]->paths.state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		synced = fd >= 0 && syncfs(fd) == 0;
		if (fd >= 0)
			close(fd);
		if (!synced)
			return ctl_fail("%s: %s", restore->sites.list[i]->paths.state, strerror(errno));
	}
	rmdir(files);
	if (rename(unfinished, files) != 0 || !file_sync_folder(redis))
		return ctl_fail("%s: %s", files, strerror(errno));
	return CTL_DONE;
}

static void tell_steps(const struct restore *restore)
{
	const struct value *head = restore->inventory.head;

	printf("%" PRIu64 " files restored from %s, begun %.*s\n", restore->files, restore->from,
		STR_ARG(map_get_str(head, "begun")));
	if (!map_get_bool(head, "keys") && !restore->redis_alone)
		printf("It has no keys: put those of each site back (%s) before anything is started.\n",
			restore->sites.list[0]->paths.keys);
	printf("Next: start Redis (systemctl start wenzheng-redis; under make run: make run), then for each site\n");
	for (size_t i = 0; i < restore->sites.count; i++)
		printf("  wenzhengctl --config %s recount --check\n  wenzhengctl --config %s verify\n",
			restore->sites.files[i], restore->sites.files[i]);
	printf("and start the rest.  What came in after the backup is gone, and its numbers will be given out again:\n"
	       "say so in public.  Who was erased since the backup is back: erase them again (docs/privacy.md).\n");
}

/* What a restore that failed or was killed wrote of Redis's files; nothing else has that name. */
static bool drop_unfinished(const struct restore *restore)
{
	char unfinished[TREE_PATH];

	tree_path(unfinished, "%s/" FILES UNFINISHED, restore->sites.list[0]->paths.state);
	return tree_remove(unfinished) ||
		ctl_refuse("%s can't be removed: %s", unfinished, strerror(errno));
}

/* With --redis all else in the state folder is the site's own, and stays. */
static int fail_unfinished(const struct restore *restore)
{
	const char *state = restore->sites.list[0]->paths.state;

	if (!drop_unfinished(restore))
		return CTL_FAILED;
	if (restore->redis_alone)
		return ctl_fail("nothing was restored, and all else in %s is as it was: mend what the line before says, and run "
				"it again", state);
	return ctl_fail("nothing can be started from what was restored until now: mend what the line before says, "
			"empty the state folder %s again, and run it again", state);
}

static int restore_sites(struct restore *restore)
{
	if (check_sites(restore) != CTL_DONE || refuse_if_used(restore) != CTL_DONE)
		return CTL_FAILED;
	for (size_t i = 0; i < restore->sites.count; i++)
		if (make_places(restore->sites.list[i]) != CTL_DONE)
			return CTL_FAILED;
	if (!drop_unfinished(restore))
		return CTL_FAILED;
	if (write_files(restore) != CTL_DONE)
		return fail_unfinished(restore);
	if (finish(restore) != CTL_DONE)
		return CTL_FAILED;
	tell_steps(restore);
	return CTL_DONE;
}

static int restore_configuration(struct restore *restore)
{
	if (write_files(restore) != CTL_DONE)
		return CTL_FAILED;
	printf("%" PRIu64 " files of the configuration written to %s\n", restore->files, restore->config_to);
	return CTL_DONE;
}

static int check_identity(const struct restore *restore)
{
	bool encrypted = backup_encrypted(&restore->inventory);

	if (encrypted && restore->identity == NULL)
		return ctl_fail("%s is encrypted: --identity names the file of age's key that opens it",
			restore->from);
	if (!encrypted && restore->identity != NULL)
		return ctl_fail("%s isn't encrypted, so it takes no --identity", restore->from);
	return CTL_DONE;
}

static int begin(struct restore *restore)
{
	struct inventory_totals totals;
	const char *problem = "";

	restore->root = open(restore->from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!backup_open(restore->from, &restore->inventory) || check_identity(restore) != CTL_DONE ||
		backup_check(restore->from, &totals) != CTL_DONE)
		return CTL_FAILED;
	if (restore->config_to != NULL)
		return restore_configuration(restore);
	if (site_configs_load(restore->ctl->config_file, restore->ctl->state, false, &restore->sites,
			&problem) != OK)
		return ctl_fail("%s", problem);
	return restore_sites(restore);
}

static int run(struct ctl *ctl)
{
	struct restore restore = { .ctl = ctl, .from = ctl->words[0], .root = -1,
		.identity = ctl_value(ctl, "identity"), .config_to = ctl_value(ctl, "config-to"),
		.redis_alone = ctl_flag(ctl, "redis") };
	int result = begin(&restore);

	inventory_close(&restore.inventory);
	site_configs_free(&restore.sites);
	if (restore.root >= 0)
		close(restore.root);
	return result;
}

const struct ctl_command ctl_restore[] = {
	{ "restore", "DIR", 1, 1, CTL_NOTHING, run, "Put a backup back into an empty site",
		"DIR is one backup, as backup made it: BACKUPS/TIME, or BACKUPS/latest.  It is checked as a whole before anything is\n"
		"written.  Refused while Redis runs, and where photos, files, keys or Redis's data are.\n"
		"First --config-to /etc/wenzheng where the configuration is lost too, then /usr/lib/wenzheng/make-state.\n",
		{ { "identity", "FILE", "the file of age's key that opens an encrypted backup" },
			{ "redis", NULL, "only the data of Redis, where nothing else was lost" },
			{ "config-to", "DIR", "only write the files of the configuration there, over those that are there" } } },
	{ 0 },
};
