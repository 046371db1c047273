#include "sites/site_configs.h"

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"

bool config_same_host(const char *a, const char *b)
{
	size_t len = strcspn(a, ":");

	return len == strcspn(b, ":") && strncasecmp(a, b, len) == 0;
}

/* A site that is added: its file, and who is told what is wrong with it. */
struct adding {
	const struct config *config;
	const char *file;
	const struct problem_listener *to;
	bool wrong;
};

static void refuse(struct adding *site, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void refuse(struct adding *site, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	problem_vtell(site->to, format, args);
	va_end(args);
	site->wrong = true;
}

/* setting is that of the site's own. */
static void clash(struct adding *site, const char *other, const void *setting)
{
	refuse(site, "%s must be another than in %.150s: %.150s", config_where(site->config, setting), other,
		*(char *const *)setting);
}

static bool same_place(const char *a, const char *b)
{
	char *real_a = realpath(a, NULL);
	char *real_b = realpath(b, NULL);
	bool same = strcmp(real_a != NULL ? real_a : a, real_b != NULL ? real_b : b) == 0;

	free(real_a);
	free(real_b);
	return same;
}

/* The folders and files that a site writes, or that hold its secrets. */
static const size_t own_places[] = {
	offsetof(struct config, paths.state),
	offsetof(struct config, paths.keys),
	offsetof(struct config, paths.photos),
	offsetof(struct config, paths.reports),
	offsetof(struct config, paths.attachments),
	offsetof(struct config, paths.search),
	offsetof(struct config, paths.suggest),
	offsetof(struct config, redis.password_file),
	offsetof(struct config, requests.archive_dir),
	offsetof(struct config, cases.events_dir),
};

static char *const *place_of(const struct config *config, size_t i)
{
	return (char *const *)(const void *)((const char *)config + own_places[i]);
}

static bool same_redis(const struct config *a, const struct config *b)
{
	if (config_several_redis(a) || config_several_redis(b))
		return strcmp(a->redis.sentinels, b->redis.sentinels) == 0 &&
			strcmp(a->redis.cluster, b->redis.cluster) == 0;
	return same_place(a->redis.socket, b->redis.socket);
}

/* Two sites that shared any of these would write into each other. */
static void check_apart(const struct site_configs *sites, struct adding *site)
{
	const struct config *config = site->config;

	for (size_t i = 0; i < sites->count; i++) {
		const struct config *other = sites->list[i];
		const char *file = sites->files[i];

		if (strcmp(other->site.id, config->site.id) == 0)
			clash(site, file, &config->site.id);
		for (size_t j = 0; j < sizeof(own_places) / sizeof(own_places[0]); j++)
			if (same_place(*place_of(other, j), *place_of(config, j))) {
				clash(site, file, place_of(config, j));
				/* Of one state folder the others are but a consequence. */
				if (j == 0)
					break;
			}
		if (same_redis(other, config) && strcmp(other->redis.user, config->redis.user) == 0)
			clash(site, file, &config->redis.user);
		if (config_same_host(other->site.domain, config->site.domain))
			clash(site, file, &config->site.domain);
	}
	if (sites->count > 0 && !same_place(sites->list[0]->paths.cache, config->paths.cache))
		refuse(site, "%s must be the first site's, %s: nginx keeps the pages of all sites there",
			config_where(config, &config->paths.cache), sites->list[0]->paths.cache);
}

static void check_domain(struct adding *site)
{
	if (site->config->site.domain[0] == '\0')
		refuse(site, "%s must be set: site %s isn't alone",
			config_where(site->config, &site->config->site.domain), site->config->site.id);
}

static enum status add(struct site_configs *sites, const char *file, const char *state,
	const struct problem_listener *to)
{
	struct adding site = { .file = file, .to = to };
	struct config *config;

	if (sites->count == SITES_MOST) {
		refuse(&site, "%s: more than %d sites", file, SITES_MOST);
		return ERR_TOO_LARGE;
	}
	if (config_read(file, state, to, &config) == OK) {
		site.config = config;
		if (sites->count > 0)
			check_domain(&site);
		check_apart(sites, &site);
	}
	if (site.config == NULL || site.wrong) {
		config_free(config);
		return ERR_MALFORMED;
	}
	sites->files[sites->count] = strdup(file);
	if (sites->files[sites->count] == NULL)
		abort();
	sites->list[sites->count++] = config;
	return OK;
}

/* What is wrong with a site that is left out goes to the log. */
static void log_problem(void *context, const char *problem)
{
	(void)context;
	log_error("this site is left out: %s", problem);
}

/* Every file of the folder that ends in .conf, by name. */
static enum status add_folder(struct site_configs *sites, bool lenient, const struct problem_listener *to)
{
	const struct problem_listener log = { log_problem, NULL };
	const struct config *first = sites->list[0];
	struct adding site = { .config = first, .to = to };
	const char *folder = first->worker.sites;
	enum status status = OK;
	char *pattern;
	glob_t found;
	int outcome;

	if (asprintf(&pattern, "%s/*.conf", folder) < 0)
		abort();
	outcome = glob(pattern, GLOB_ERR, NULL, &found);
	free(pattern);
	if (access(folder, R_OK | X_OK) != 0 || (outcome != 0 && outcome != GLOB_NOMATCH)) {
		refuse(&site, "%s: %.300s: %s", config_where(first, &first->worker.sites), folder,
			strerror(errno));
		globfree(&found);
		return ERR_NOT_FOUND;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (add(sites, found.gl_pathv[i], NULL, lenient ? &log : to) != OK && !lenient)
			status = ERR_MALFORMED;
	globfree(&found);
	return status;
}

enum status site_configs_read(const char *file, const char *state, bool lenient,
	const struct problem_listener *to, struct site_configs *out)
{
	struct adding first = { .file = file, .to = to };

	*out = (struct site_configs){ 0 };
	TRY(add(out, file, state, to));
	if (!site_configs_several(out))
		return OK;
	first.config = out->list[0];
	check_domain(&first);
	TRY(add_folder(out, lenient, to));
	return first.wrong ? ERR_MALFORMED : OK;
}

enum status site_configs_load(const char *file, const char *state, bool lenient, struct site_configs *out,
	const char **problem)
{
	static char text[PROBLEM_BYTES];
	const struct problem_listener to = problem_first(text);

	*problem = text;
	return site_configs_read(file, state, lenient, &to, out);
}

bool site_configs_several(const struct site_configs *sites)
{
	return sites->list[0]->worker.sites[0] != '\0';
}

void site_configs_drop(struct site_configs *sites, size_t at)
{
	config_free(sites->list[at]);
	free(sites->files[at]);
	sites->count--;
	memmove(sites->list + at, sites->list + at + 1, (sites->count - at) * sizeof(sites->list[0]));
	memmove(sites->files + at, sites->files + at + 1, (sites->count - at) * sizeof(sites->files[0]));
}

void site_configs_free(struct site_configs *sites)
{
	for (size_t i = 0; i < sites->count; i++) {
		config_free(sites->list[i]);
		free(sites->files[i]);
	}
	*sites = (struct site_configs){ 0 };
}

const struct config *site_configs_find(const struct site_configs *sites, const char *id)
{
	for (size_t i = 0; i < sites->count; i++)
		if (strcmp(sites->list[i]->site.id, id) == 0)
			return sites->list[i];
	return NULL;
}
