/* wenzhengctl site: the sites that one set of workers serves. */
#include "ctl/sites/sites.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/address.h"
#include "base/buf.h"
#include "sites/site_configs.h"
#include "disk/file.h"
#include "store/site_move.h"
#include "store/store.h"

/* A setting that differs from the first site's. */
struct setting {
	const char *section;
	const char *key;
	struct str value;
	bool written;
};
#define SETTINGS 23

/* Of several Redis also the one that has the site now. */
static void list_one(const struct config *config, const char *file)
{
	struct store *store = store_of(config);
	const struct endpoint *at = store_where(store);

	printf("%s\t%s\t%s\t%s", config->site.id, config->site.domain, file, config->paths.state);
	if (config_several_redis(config) && at == NULL)
		printf("\t-");
	else if (at != NULL)
		printf(strchr(at->host, ':') != NULL ? "\t[%s]:%d" : "\t%s:%d", at->host, at->port);
	printf("\n");
	store_free(store);
}

static int list(struct ctl *ctl)
{
	struct site_configs sites;
	const char *problem = "";
	int result = CTL_DONE;

	if (site_configs_load(ctl->config_file, ctl->state, false, &sites, &problem) != OK)
		result = ctl_fail("%s", problem);
	for (size_t i = 0; i < sites.count && result == CTL_DONE; i++)
		list_one(sites.list[i], sites.files[i]);
	site_configs_free(&sites);
	return result;
}

/* The path from the root, also of what isn't there yet. */
static struct str whole(struct ctl *ctl, const char *path)
{
	char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	struct str from_root = here != NULL ? arena_printf(ctl->arena, "%s/%s", here, path) : str_of(path);

	free(here);
	return from_root;
}

static size_t settings_of(struct ctl *ctl, struct setting out[SETTINGS])
{
	const struct config *first = ctl->config;
	struct str id = str_of(ctl->words[0]);
	struct str state = ARENA_GLUE(ctl->arena, whole(ctl, first->paths.state), S("/sites/"), id);
	const char *name = ctl_value(ctl, "name");
	const struct setting rows[] = {
		{ "site", "id", id, false },
		{ "site", "domain", str_of(ctl->words[1]), false },
		{ "site", "idcode", S("0000000000"), false },
		{ "site", "icp", S(""), false },
		{ "site", "police", S(""), false },
		{ "site", "emblem", S(""), false },
		{ "site", "certificate", S(""), false },
		{ "worker", "sites", S(""), false },
		{ "redis", "user", arena_join(ctl->arena, S("site-"), id), false },
		{ "redis", "socket", whole(ctl, first->redis.socket), false },
		{ "paths", "cache", whole(ctl, first->paths.cache), false },
		{ "paths", "state", state, false },
		{ "site", "name", str_of(name != NULL ? name : first->site.name), false },
		{ "site", "short_name", S(""), false },
		{ "redis", "password_file", S("redis.pass"), false },
		{ "paths", "keys", S("keys"), false },
		{ "paths", "photos", S("photos"), false },
		{ "paths", "reports", S("reports"), false },
		{ "paths", "attachments", S("attachments"), false },
		{ "paths", "search", S("search"), false },
		{ "paths", "suggest", S("suggest"), false },
		{ "requests", "archive_dir", S("archive"), false },
		{ "cases", "events_dir", S("events"), false },
	};

	memcpy(out, rows, sizeof(rows));
	return sizeof(rows) / sizeof(rows[0]);
}

/* The setting that the line "key = …" of a section makes, or NULL. */
static struct setting *setting_of(struct setting *settings, size_t count, struct str section, struct str line)
{
	struct str key;

	if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';' ||
		memchr(line.data, '=', line.len) == NULL)
		return NULL;
	str_cut(&line, '=', &key);
	for (size_t i = 0; i < count; i++)
		if (str_eq(section, str_of(settings[i].section)) &&
			str_eq(str_trim(key), str_of(settings[i].key)))
			return &settings[i];
	return NULL;
}

static void write_setting(struct buf *out, struct setting *setting)
{
	buf_printf(out, "%s = %.*s\n", setting->key, STR_ARG(setting->value));
	setting->written = true;
}

/* The first site's file with other settings. */
static struct str changed(struct ctl *ctl, struct str text, struct setting *settings, size_t count)
{
	struct buf out = buf_in(ctl->arena);
	struct str section = { 0 };
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		struct setting *setting = setting_of(settings, count, section, line);

		if (line.len > 2 && line.data[0] == '[')
			section = str_sub(str_trim(line), 1, str_trim(line).len - 1);
		if (setting != NULL)
			write_setting(&out, setting);
		else if (line.len > 0 || text.len > 0)
			buf_printf(&out, "%.*s\n", STR_ARG(line));
	}
	for (size_t i = 0; i < count; i++)
		if (!settings[i].written) {
			buf_printf(&out, "\n[%s]\n", settings[i].section);
			write_setting(&out, &settings[i]);
		}
	return buf_str(&out);
}

/* Whoever reads the first site's file, as the worker's account does, reads this one: root makes it. */
static bool share_as(int fd, const char *first)
{
	struct stat about;

	return stat(first, &about) == 0 && (geteuid() != 0 || fchown(fd, about.st_uid, about.st_gid) == 0) &&
		fchmod(fd, about.st_mode & 0666) == 0;
}

static int write_new(const char *file, const char *first, struct str text)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done;

	if (fd < 0)
		return ctl_fail("%s: %s", file, strerror(errno));
	done = share_as(fd, first) && file_write(fd, text) && fsync(fd) == 0;
	done = close(fd) == 0 && done;
	if (done)
		return CTL_DONE;
	unlink(file);
	return ctl_fail("%s cannot be written", file);
}

static void say_next(const struct config *config, const char *file)
{
	printf("%s is made.  What remains:\n"
		"  1. Edit in it what stands on the pages: [site], [office], [letters].\n"
		"  2. Make %s, and an account in Redis: as root, make-state and a restart of Redis.\n"
		"  3. Reload the worker; start jobs, notify and index with --config %s.\n"
		"  4. Give nginx a server block for %s.\n",
		file, config->paths.state, file, config->site.domain);
}

/* Read as the workers will read it; what they would refuse doesn't stay. */
static int check_new(struct ctl *ctl, const char *file)
{
	struct site_configs sites;
	const char *problem = "";
	enum status status = site_configs_load(ctl->config_file, ctl->state, false, &sites, &problem);

	if (status == OK) {
		say_next(site_configs_find(&sites, ctl->words[0]), file);
	} else {
		unlink(file);
		ctl_fail("%s", problem);
	}
	site_configs_free(&sites);
	return status == OK ? CTL_DONE : CTL_FAILED;
}

static bool read_whole(const char *file, struct str *text)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && file_map(fd, text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* By the rules of the file that it will stand in, before there is one. */
static int check_word(const char *key, const char *value)
{
	const char *wrong = config_value_wrong("site", key, value);

	if (wrong == NULL && value[0] == '\0')
		wrong = "must not be empty";
	return wrong == NULL ? CTL_DONE : ctl_fail("site add: the %s %s: %s", key, wrong, value);
}

static int add(struct ctl *ctl)
{
	struct setting settings[SETTINGS];
	const char *id = ctl->words[0];
	const char *name = ctl_value(ctl, "name");
	size_t count;
	struct str text;
	const char *file;
	int result;

	if (ctl->config->worker.sites[0] == '\0')
		return ctl_fail("%s: [worker] sites names no folder", ctl->config_file);
	if (check_word("id", id) != CTL_DONE || check_word("domain", ctl->words[1]) != CTL_DONE ||
		(name != NULL && check_word("name", name) != CTL_DONE))
		return CTL_FAILED;
	file = arena_cstr(ctl->arena, arena_printf(ctl->arena, "%s/%s.conf", ctl->config->worker.sites, id));
	if (!read_whole(ctl->config_file, &text))
		return ctl_fail("%s cannot be read", ctl->config_file);
	count = settings_of(ctl, settings);
	result = write_new(file, ctl->config_file, changed(ctl, text, settings, count));
	munmap((void *)(uintptr_t)text.data, text.len);
	return result == CTL_DONE ? check_new(ctl, file) : result;
}

/* The sites of the configuration that are in the same slot of the same cluster. */
static int take_companions(struct site_move *move, const struct site_configs *sites,
	const struct config *site)
{
	for (size_t i = 0; i < sites->count; i++) {
		const struct config *other = sites->list[i];

		if (strcmp(other->redis.cluster, site->redis.cluster) != 0 ||
			!site_move_together(other->site.id, site->site.id))
			continue;
		if (move->count == MOVE_SITES_MOST)
			return ctl_fail("more than %d sites are in the same slot", MOVE_SITES_MOST);
		if (other != site)
			printf("%s is in the same slot and moves along\n", other->site.id);
		move->sites[move->count] = other->site.id;
		move->users[move->count++] = other->redis.user;
	}
	return CTL_DONE;
}

static int move_site(struct ctl *ctl, const struct site_configs *sites, const struct config *site)
{
	struct site_move move = { .nodes = site->redis.cluster, .target = ctl->words[1],
		.replicas = site->redis.replicas, .password_file = arena_cstr(ctl->arena,
			arena_printf(ctl->arena, "%s/operator.pass", ctl->config->paths.state)) };
	const char *problem = "";
	enum status status;

	if (site->redis.cluster[0] == '\0')
		return ctl_fail("%s is on no Redis Cluster: [redis] cluster is empty", site->site.id);
	if (take_companions(&move, sites, site) != CTL_DONE)
		return CTL_FAILED;
	status = site_move_run(&move, &problem);
	if (status == ERR_AWAY)
		return ctl_fail("%s; run it again", problem);
	if (status != OK)
		return ctl_fail("%s", problem);
	printf("moved: %" PRIu64 " keys copied; nothing could be changed for %" PRIu64 ".%" PRIu64 " s\n",
		move.keys, move.held_ms / 1000, move.held_ms % 1000 / 100);
	return CTL_DONE;
}

static int move(struct ctl *ctl)
{
	struct site_configs sites;
	const char *problem = "";
	const struct config *site = NULL;
	int result;

	if (site_configs_load(ctl->config_file, ctl->state, false, &sites, &problem) == OK)
		site = site_configs_find(&sites, ctl->words[0]);
	if (problem[0] != '\0')
		result = ctl_fail("%s", problem);
	else if (site == NULL)
		result = ctl_fail("%s: there is no such site", ctl->words[0]);
	else
		result = move_site(ctl, &sites, site);
	site_configs_free(&sites);
	return result;
}

const struct ctl_command ctl_sites[] = {
	{ "site list", "", 0, 0, CTL_CONFIG, list, "List the sites that the workers serve",
		"A line for each: id, domain, configuration, state folder and, of several Redis, the one that has the site now\n"
		"(-: none answers), with tabs between.\n", { { 0 } } },
	{ "site add", "ID DOMAIN", 2, 2, CTL_CONFIG, add, "Make the configuration of a further site",
		"It is the first site's, with an id, a domain, a state folder and an account in Redis of its own, in the folder\n"
		"that [worker] sites names.  Says what remains to be done.\n",
		{ { "name", "NAME", "what stands on its pages" } } },
	{ "site move", "SITE ADDRESS:PORT", 2, 2, CTL_CONFIG, move, "Move a site to another master of its Redis Cluster",
		"Copies all that the site has there, as the account operator (operator.pass in the state folder), and gives its\n"
		"slot over.  Meanwhile the site can be read, and what is sent gets 503 with its text kept.  Whatever ended it is\n"
		"gone on with, or begun anew, by running it again.  Moved to where it is, a move that had just begun is given up.\n",
		{ { 0 } } },
	{ 0 },
};
