#include "sites/site_configs.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"

static char problem_text[512];

bool config_same_host(const char *a, const char *b)
{
	size_t len = strcspn(a, ":");

	return len == strcspn(b, ":") && strncasecmp(a, b, len) == 0;
}

/* The file in which something is wrong, and the one of the site that had it before. */
struct meeting {
	const char *file;
	const char *other;
};

static enum status clash(const struct meeting *files, const char *what, const char *value,
	const char **problem)
{
	snprintf(problem_text, sizeof(problem_text), "%.150s: the same %s is in %.150s: %.100s", files->file,
		what, files->other, value);
	*problem = problem_text;
	return ERR_MALFORMED;
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
static const struct {
	const char *name;
	size_t offset;
} own_places[] = {
	{ "[paths] state", offsetof(struct config, paths.state) },
	{ "[paths] keys", offsetof(struct config, paths.keys) },
	{ "[paths] photos", offsetof(struct config, paths.photos) },
	{ "[paths] reports", offsetof(struct config, paths.reports) },
	{ "[paths] attachments", offsetof(struct config, paths.attachments) },
	{ "[paths] search", offsetof(struct config, paths.search) },
	{ "[paths] suggest", offsetof(struct config, paths.suggest) },
	{ "[redis] password_file", offsetof(struct config, redis.password_file) },
	{ "[requests] archive_dir", offsetof(struct config, requests.archive_dir) },
	{ "[cases] events_dir", offsetof(struct config, cases.events_dir) },
};

static const char *place_of(const struct config *config, size_t i)
{
	return *(char *const *)((const char *)config + own_places[i].offset);
}

static bool same_redis(const struct config *a, const struct config *b)
{
	if (config_several_redis(a) || config_several_redis(b))
		return strcmp(a->redis.sentinels, b->redis.sentinels) == 0 &&
			strcmp(a->redis.cluster, b->redis.cluster) == 0;
	return same_place(a->redis.socket, b->redis.socket);
}

static enum status check_cache(const struct config *first, const struct config *config, const char *file,
	const char **problem)
{
	if (same_place(first->paths.cache, config->paths.cache))
		return OK;
	snprintf(problem_text, sizeof(problem_text),
		"%s: [paths] cache must be the first site's, %s: nginx keeps the pages of all sites there", file,
		first->paths.cache);
	*problem = problem_text;
	return ERR_MALFORMED;
}

/* Two sites that shared any of these would write into each other. */
static enum status check_apart(const struct site_configs *sites, const struct config *config,
	const char *file, const char **problem)
{
	for (size_t i = 0; i < sites->count; i++) {
		const struct config *other = sites->list[i];
		const struct meeting files = { file, sites->files[i] };

		if (strcmp(other->site.id, config->site.id) == 0)
			return clash(&files, "[site] id", config->site.id, problem);
		for (size_t j = 0; j < sizeof(own_places) / sizeof(own_places[0]); j++)
			if (same_place(place_of(other, j), place_of(config, j)))
				return clash(&files, own_places[j].name, place_of(config, j), problem);
		if (same_redis(other, config) && strcmp(other->redis.user, config->redis.user) == 0)
			return clash(&files, "[redis] user", config->redis.user, problem);
		if (config_same_host(other->site.domain, config->site.domain))
			return clash(&files, "[site] domain", config->site.domain, problem);
	}
	return sites->count > 0 ? check_cache(sites->list[0], config, file, problem) : OK;
}

static enum status check_domain(const struct config *config, const char *file, const char **problem)
{
	if (config->site.domain[0] != '\0')
		return OK;
	snprintf(problem_text, sizeof(problem_text), "%s: site %s needs [site] domain: it isn't alone", file,
		config->site.id);
	*problem = problem_text;
	return ERR_MALFORMED;
}

static enum status add(struct site_configs *sites, const char *file, const char *state, const char **problem)
{
	struct config *config;

	if (sites->count == SITES_MOST) {
		snprintf(problem_text, sizeof(problem_text), "%s: more than %d sites", file, SITES_MOST);
		*problem = problem_text;
		return ERR_TOO_LARGE;
	}
	TRY(config_load(file, state, &config, problem));
	if ((sites->count > 0 && check_domain(config, file, problem) != OK) ||
	    check_apart(sites, config, file, problem) != OK) {
		config_free(config);
		return ERR_MALFORMED;
	}
	sites->files[sites->count] = strdup(file);
	if (sites->files[sites->count] == NULL)
		abort();
	sites->list[sites->count++] = config;
	return OK;
}

/* Every file of the folder that ends in .conf, by name. */
static enum status add_folder(struct site_configs *sites, const char *folder, bool lenient,
	const char **problem)
{
	enum status status = OK;
	char *pattern;
	glob_t found;
	int outcome;

	if (asprintf(&pattern, "%s/*.conf", folder) < 0)
		abort();
	outcome = glob(pattern, GLOB_ERR, NULL, &found);
	free(pattern);
	if (access(folder, R_OK | X_OK) != 0 || (outcome != 0 && outcome != GLOB_NOMATCH)) {
		snprintf(problem_text, sizeof(problem_text),
			"[worker] sites: cannot read the folder %.400s", folder);
		*problem = problem_text;
		return ERR_NOT_FOUND;
	}
	for (size_t i = 0; i < found.gl_pathc && status == OK; i++) {
		status = add(sites, found.gl_pathv[i], NULL, problem);
		if (status != OK && lenient) {
			log_error("this site is left out: %s", *problem);
			status = OK;
		}
	}
	globfree(&found);
	return status;
}

enum status site_configs_load(const char *file, const char *state, bool lenient, struct site_configs *out,
	const char **problem)
{
	*out = (struct site_configs){ 0 };
	TRY(add(out, file, state, problem));
	if (!site_configs_several(out))
		return OK;
	TRY(check_domain(out->list[0], file, problem));
	return add_folder(out, out->list[0]->worker.sites, lenient, problem);
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
