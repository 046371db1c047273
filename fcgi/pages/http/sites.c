#include "pages/http/sites.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/log.h"
#include "pages/http/dispatch.h"
#include "pages/http/pace.h"

struct sites {
	size_t count;
	struct config *configs[SITES_MOST];
	struct site list[SITES_MOST];
	/* Of the same folder the same ones. */
	struct templates *templates[SITES_MOST];
};

static char problem_text[512];

/* Without its port. */
static struct str host_name(struct str host)
{
	struct str name;

	str_cut(&host, ':', &name);
	return name;
}

static bool same_host(struct str a, struct str b)
{
	return a.len == b.len && strncasecmp(a.data, b.data, a.len) == 0;
}

static struct str domain(const struct config *config)
{
	return host_name(str_of(config->site.domain));
}

static enum status clash(const char *file, const char *what, const char *value, const char **problem)
{
	snprintf(problem_text, sizeof(problem_text), "%s: another site has the same %s: %s", file, what, value);
	*problem = problem_text;
	return ERR_MALFORMED;
}

/* Two sites that shared any of these would write into each other. */
static enum status check_apart(const struct sites *sites, const struct config *config, const char *file,
	const char **problem)
{
	for (size_t i = 0; i < sites->count; i++) {
		const struct config *other = sites->configs[i];

		if (strcmp(other->site.id, config->site.id) == 0)
			return clash(file, "[site] id", config->site.id, problem);
		if (strcmp(other->paths.state, config->paths.state) == 0)
			return clash(file, "[paths] state", config->paths.state, problem);
		if (same_host(domain(other), domain(config)))
			return clash(file, "[site] domain", config->site.domain, problem);
	}
	return OK;
}

static enum status add_config(struct sites *sites, const char *file, const char *state, const char **problem)
{
	struct config *config;

	if (sites->count == SITES_MOST) {
		snprintf(problem_text, sizeof(problem_text), "%s: more than %d sites", file, SITES_MOST);
		*problem = problem_text;
		return ERR_TOO_LARGE;
	}
	TRY(config_load(file, state, &config, problem));
	if (check_apart(sites, config, file, problem) != OK) {
		config_free(config);
		return ERR_MALFORMED;
	}
	sites->configs[sites->count++] = config;
	return OK;
}

/* Every file of the folder that ends in .conf, by name. */
static enum status add_folder(struct sites *sites, const char *folder, const char **problem)
{
	enum status status = OK;
	char *pattern;
	glob_t found;
	int outcome;

	if (asprintf(&pattern, "%s/*.conf", folder) < 0)
		abort();
	outcome = glob(pattern, GLOB_ERR, NULL, &found);
	free(pattern);
	if (outcome != 0) {
		snprintf(problem_text, sizeof(problem_text), "[worker] sites: no files *.conf in %.400s", folder);
		*problem = problem_text;
		return ERR_NOT_FOUND;
	}
	for (size_t i = 0; i < found.gl_pathc && status == OK; i++)
		status = add_config(sites, found.gl_pathv[i], NULL, problem);
	globfree(&found);
	return status;
}

static enum status check_domains(const struct sites *sites, const char **problem)
{
	for (size_t i = 0; i < sites->count && sites->count > 1; i++)
		if (sites->configs[i]->site.domain[0] == '\0') {
			snprintf(problem_text, sizeof(problem_text),
				"site %s needs [site] domain: there are others", sites->configs[i]->site.id);
			*problem = problem_text;
			return ERR_MALFORMED;
		}
	return OK;
}

static enum status read_templates(struct sites *sites, size_t at, const char **problem)
{
	const char *folder = sites->configs[at]->paths.templates;

	for (size_t i = 0; i < at; i++)
		if (strcmp(sites->configs[i]->paths.templates, folder) == 0) {
			sites->templates[at] = sites->templates[i];
			return OK;
		}
	return templates_load(folder, &sites->templates[at], problem);
}

static enum status open_one(struct sites *sites, size_t at, const char **problem)
{
	struct site *site = &sites->list[at];
	enum status status;
	const char *what;

	TRY(read_templates(sites, at, problem));
	status = site_open(sites->configs[at], sites->templates[at], site, &what);
	if (status == OK && (site->counters = counters_new()) == NULL) {
		what = "out of memory";
		status = ERR_INTERNAL;
	}
	if (status != OK) {
		snprintf(problem_text, sizeof(problem_text), "site %s: %s", sites->configs[at]->site.id, what);
		*problem = problem_text;
	}
	return status;
}

static enum status open_all(struct sites *sites, const char *file, const char *state, const char **problem)
{
	TRY(add_config(sites, file, state, problem));
	if (sites->configs[0]->worker.sites[0] != '\0')
		TRY(add_folder(sites, sites->configs[0]->worker.sites, problem));
	TRY(check_domains(sites, problem));
	for (size_t i = 0; i < sites->count; i++)
		TRY(open_one(sites, i, problem));
	return OK;
}

/* A site that goes on keeps what was counted; its fresh counters go with the old site. */
static void take_counters(struct sites *sites, struct sites *previous)
{
	for (size_t i = 0; i < sites->count; i++)
		for (size_t j = 0; j < previous->count; j++)
			if (strcmp(sites->configs[i]->site.id, previous->configs[j]->site.id) == 0) {
				struct counters *kept = previous->list[j].counters;

				previous->list[j].counters = sites->list[i].counters;
				sites->list[i].counters = kept;
			}
}

enum status sites_open(const char *file, const char *state, struct sites *previous, struct sites **out,
	const char **problem)
{
	struct sites *sites = calloc(1, sizeof(*sites));
	enum status status;

	if (sites == NULL)
		abort();
	status = open_all(sites, file, state, problem);
	if (status != OK) {
		sites_close(sites);
		return status;
	}
	if (previous != NULL)
		take_counters(sites, previous);
	*out = sites;
	return OK;
}

static bool is_shared(const struct sites *sites, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (sites->templates[i] == sites->templates[at])
			return true;
	return false;
}

void sites_close(struct sites *sites)
{
	if (sites == NULL)
		return;
	for (size_t i = 0; i < sites->count; i++) {
		if (sites->list[i].counters != NULL)
			counters_free(sites->list[i].counters);
		site_close(&sites->list[i]);
		if (sites->templates[i] != NULL && !is_shared(sites, i))
			templates_free(sites->templates[i]);
	}
	for (size_t i = 0; i < sites->count; i++)
		config_free(sites->configs[i]);
	free(sites);
}

const struct config *sites_config(const struct sites *sites)
{
	return sites->configs[0];
}

static bool is_far(const struct config *config)
{
	return config->redis.sentinels[0] != '\0';
}

bool sites_far(const struct sites *sites)
{
	for (size_t i = 0; i < sites->count; i++)
		if (is_far(sites->configs.list[i]))
			return true;
	return false;
}

void sites_reach(struct sites *sites)
{
	struct arena *arena = arena_new(4096);

	for (size_t i = 0; i < sites->count; i++)
		if (is_far(sites->configs.list[i]))
			store_ping(sites->list[i].store, arena);
	arena_free(arena);
}

/* The site's number, or SITES_MOST. */
static size_t find(const struct sites *sites, const struct gateway *gateway)
{
	const char *own = gateway->param(gateway->self, "WZ_OWN_NAME");
	const char *host = own != NULL && own[0] != '\0' ? own : gateway->param(gateway->self, "HTTP_HOST");

	if (sites->count == 1)
		return 0;
	for (size_t i = 0; i < sites->count && host != NULL; i++)
		if (same_host(host_name(str_of(host)), domain(sites->configs[i])))
			return i;
	return SITES_MOST;
}

struct str sites_answer(struct sites *sites, struct worker_score *score, struct arena *arena,
	const struct gateway *gateway)
{
	size_t at = find(sites, gateway);

	if (at == SITES_MOST)
		return S("Status: 421 Misdirected Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
			"Cache-Control: no-store\r\n\r\n这个网址没有对应的站点，请检查输入的网址是否正确。\n");
	score_site(score, at);
	sites->list[at].score = score;
	return dispatch_request(&sites->list[at], arena, gateway);
}

void sites_overdue(struct sites *sites, size_t site, const char *page)
{
	if (site < sites->count)
		pace_overdue(sites->list[site].counters, page);
}
