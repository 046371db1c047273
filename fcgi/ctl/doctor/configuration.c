/* wenzhengctl check-config: what is wrong with the configuration. */
#include "ctl/doctor/configuration.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/keys.h"
#include "notify/targets.h"
#include "pages/brand.h"
#include "privacy/wordlist.h"
#include "sites/site_configs.h"
#include "store/other_sites.h"
#include "store/store.h"
#include "web/listen.h"

#define ARENA_BYTES ((size_t)64 << 20)

/* Of one site: where what is wrong is told. */
struct check {
	const struct config *config;
	const struct site_configs *sites;
	bool whole;
	const struct problem_listener *to;
};

/* A setting that names something with which something is wrong. */
static void tell(const struct check *check, const void *setting, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void tell(const struct check *check, const void *setting, const char *format, ...)
{
	char what[384];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	problem_tell(check->to, "%s: %s", config_where(check->config, setting), what);
}

/* What a part of the program says of a file that the setting names. */
struct relay {
	const struct check *check;
	const void *setting;
};

static void relay_problem(void *context, const char *problem)
{
	const struct relay *relay = context;

	tell(relay->check, relay->setting, "%s", problem);
}

/* What is wrong with the folder, or NULL. */
static const char *folder_wrong(const char *path)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return errno == EACCES ? NULL : strerror(errno);
	return S_ISDIR(about.st_mode) ? NULL : strerror(ENOTDIR);
}

static void check_folders(const struct check *check)
{
	const struct config *config = check->config;
	char *const *const folders[] = { &config->paths.photos, &config->paths.attachments,
		&config->requests.archive_dir, &config->cases.events_dir };
	const char *wrong = folder_wrong(config->paths.state);
	const size_t below = strlen(config->paths.state);

	if (wrong != NULL)
		tell(check, &config->paths.state, "%s: %s; make-state makes it, or scripts/run",
			config->paths.state, wrong);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *path = *folders[i];
		bool inside = strncmp(path, config->paths.state, below) == 0 && path[below] == '/';
		const char *why = folder_wrong(path);

		/* Without a state folder, what lies in it is but a consequence. */
		if (why != NULL && !(inside && wrong != NULL))
			tell(check, folders[i], "%s: %s; make it, and give it to the account of the board", path, why);
	}
}

static void check_readable(const struct check *check, char *const *setting, int mode)
{
	if ((*setting)[0] != '\0' && access(*setting, mode) != 0)
		tell(check, setting, "%s: %s", *setting, strerror(errno));
}

static void check_holidays(const struct check *check)
{
	const struct config *config = check->config;
	const char *local = config->paths.holidays_local;
	struct workdays *calendar;
	const char *problem = "";

	if (workdays_load(config->paths.holidays, NULL, &calendar, &problem) != OK) {
		tell(check, &config->paths.holidays, "%s", problem);
		return;
	}
	workdays_free(calendar);
	if (local[0] == '\0')
		return;
	if (workdays_load(config->paths.holidays, local, &calendar, &problem) != OK)
		tell(check, &config->paths.holidays_local, "%s", problem);
	else
		workdays_free(calendar);
}

static void check_words(const struct check *check)
{
	struct wordlist *words;
	const char *problem = "";

	if (wordlist_load(check->config->paths.words, &words, &problem) != OK)
		tell(check, &check->config->paths.words, "%s", problem);
	else
		wordlist_free(words);
}

static void check_targets(const struct check *check)
{
	const struct config *config = check->config;
	struct relay relay = { check, &config->paths.targets };
	const struct problem_listener to = { relay_problem, &relay };
	struct targets *targets;

	/* It holds secrets: whoever may not read it can't say what is wrong with it. */
	if (access(config->paths.targets, R_OK) != 0 && errno == EACCES)
		return;
	if (targets_read(config->paths.targets, &to, &targets) != OK)
		return;
	if (targets->count > 0 && config->site.domain[0] == '\0')
		tell(check, &config->site.domain, "must be set, for the links in messages of %s",
			config->paths.targets);
	targets_free(targets);
}

/* Colour and emblem each for itself: brand_load stops at the first. */
static void check_brand(const struct check *check)
{
	static char none[] = "";
	const struct {
		char *const *setting;
		const char *name;
	} parts[] = { { &check->config->site.colour, "[site] colour " },
		{ &check->config->site.emblem, "[site] emblem: " } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct config alone = *check->config;
		const char *problem = "";
		struct brand brand;

		*(i == 0 ? &alone.site.emblem : &alone.site.colour) = none;
		if (*parts[i].setting[0] != '\0' && brand_load(&alone, &brand, &problem) != OK)
			tell(check, parts[i].setting, "%s", problem +
				(strncmp(problem, parts[i].name, strlen(parts[i].name)) == 0 ?
				strlen(parts[i].name) : 0));
		else if (*parts[i].setting[0] == '\0')
			continue;
		brand_free(&brand);
	}
}

static void check_keys(const struct check *check)
{
	struct relay relay = { check, &check->config->paths.keys };
	const struct problem_listener to = { relay_problem, &relay };

	if (access(check->config->paths.keys, R_OK | X_OK) == 0)
		keys_check(check->config->paths.keys, &to);
}

static void check_listen(const struct check *check)
{
	const char *listen = check->config->worker.listen;

	if (listen[0] != '\0' && !server_has_address(listen))
		tell(check, &check->config->worker.listen, "%s: this machine has no such address", listen);
}

/* Where there are several Redis, whether one of them is the master: nothing goes without. */
static void check_master(const struct check *check, struct store *store, struct arena *arena)
{
	const struct config *config = check->config;
	const bool cluster = config->redis.cluster[0] != '\0';

	if (store_ping(store, arena) == OK)
		return;
	if (cluster)
		tell(check, &config->redis.cluster,
			"no Redis that serves the slot of site %s answers or acknowledges, by the nodes %s",
			config->site.id, config->redis.cluster);
	else
		tell(check, &config->redis.sentinels,
			"no Redis that is the master %s answers or acknowledges, by the sentinels %s",
			config->redis.master, config->redis.sentinels);
}

/* The cases would seem to be gone, and their numbers begin again.  A cluster has sites of anybody. */
static void check_id(const struct check *check, struct store *store, struct arena *arena)
{
	const struct config *config = check->config;
	const char *known[SITES_MOST];
	struct str other;

	for (size_t i = 0; i < check->sites->count; i++)
		known[i] = check->sites->list[i]->site.id;
	if (other_sites_find(store, arena, known, check->sites->count, &other) == OK && other.len > 0)
		tell(check, &config->site.id,
			"%s: Redis holds keys of site %.*s and none of this one; the id of a filled state never changes",
			config->site.id, STR_ARG(other));
}

static void check_redis(const struct check *check)
{
	const struct config *config = check->config;
	const bool several = config_several_redis(config);
	struct arena *arena;
	struct store *store;

	/* One Redis may be down before the first start, and belongs to the account of the board. */
	if (!several && (access(config->redis.socket, W_OK) != 0 ||
		access(config->redis.password_file, R_OK) != 0))
		return;
	arena = arena_new(ARENA_BYTES);
	store = store_of(config);
	if (several)
		check_master(check, store, arena);
	if (config->redis.cluster[0] == '\0')
		check_id(check, store, arena);
	store_free(store);
	arena_free(arena);
}

static void check_site(const struct check *check)
{
	const struct config *config = check->config;

	if (check->whole) {
		check_folders(check);
		check_keys(check);
	}
	check_holidays(check);
	check_readable(check, &config->paths.words, R_OK);
	check_words(check);
	check_readable(check, &config->paths.themes, R_OK);
	check_readable(check, &config->paths.templates, R_OK | X_OK);
	check_targets(check);
	check_brand(check);
	check_listen(check);
	check_redis(check);
}

void configuration_check(const char *file, const char *state, bool whole, const struct problem_listener *to)
{
	struct site_configs sites = { 0 };
	struct config *config;

	/* What is wrong with the file itself was told then, and only then. */
	if (config_read(file, state, to, &config) == OK)
		site_configs_read(file, state, false, to, &sites);
	if (config == NULL)
		return;
	check_site(&(struct check){ config, &sites, whole, to });
	for (size_t i = 1; i < sites.count; i++)
		check_site(&(struct check){ sites.list[i], &sites, whole, to });
	config_free(config);
	site_configs_free(&sites);
}

static void print_problem(void *context, const char *problem)
{
	size_t *count = context;

	ctl_fail("%s", problem);
	++*count;
}

/* Nothing is wrong: the calendar may still end too early. */
static void warn_of_calendar(const struct config *config)
{
	const int this_year = date_of_day(clock_day(clock_now())).year;
	struct workdays *calendar;
	const char *problem;

	if (workdays_load(config->paths.holidays, NULL, &calendar, &problem) != OK)
		return;
	if (workdays_last_year(calendar) < this_year)
		fprintf(stderr, "wenzhengctl: warning: %s ends with %d; due dates of %d are provisional\n",
			config->paths.holidays, workdays_last_year(calendar), this_year);
	workdays_free(calendar);
}

static int check_config(struct ctl *ctl)
{
	size_t count = 0;

	configuration_check(ctl->config_file, ctl->state, true,
		&(struct problem_listener){ print_problem, &count });
	if (count > 0) {
		fprintf(stderr, "wenzhengctl: %zu thing%s wrong\n", count, count == 1 ? " is" : "s are");
		return CTL_FAILED;
	}
	if (ctl_need(ctl, CTL_CONFIG) != CTL_DONE)
		return CTL_FAILED;
	warn_of_calendar(ctl->config);
	printf("%s is sound; state in %s\n", ctl->config_file, ctl->config->paths.state);
	return CTL_DONE;
}

const struct ctl_command ctl_configuration[] = {
	{ "check-config", "", 0, 0, CTL_NOTHING, check_config, "Say all that is wrong with the configuration",
		"A line on standard error for each thing: file, line, setting, and what to write instead; also of the files, folders,\n"
		"targets, keys and further sites that it names.  Changes nothing.\n", { { 0 } } },
	{ 0 },
};
