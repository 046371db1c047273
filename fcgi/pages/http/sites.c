#include "pages/http/sites.h"

#include <stdio.h>
#include <stdlib.h>

#include "sites/site_configs.h"
#include "base/log.h"
#include "pages/http/dispatch.h"
#include "pages/http/pace.h"
#include "pages/http/reach.h"

struct sites {
	struct site_configs configs;
	size_t count;	/* of those that were opened, or begun to be */
	struct site list[SITES_MOST];
	/* Of the same folder the same ones. */
	struct templates *templates[SITES_MOST];
};

static char problem_text[512];

static enum status read_templates(struct sites *sites, size_t at, const char **problem)
{
	const char *folder = sites->configs.list[at]->paths.templates;

	for (size_t i = 0; i < at; i++)
		if (strcmp(sites->configs.list[i]->paths.templates, folder) == 0) {
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
	status = site_open(sites->configs.list[at], sites->templates[at], site, &what);
	if (status == OK && (site->counters = counters_new()) == NULL) {
		what = "out of memory";
		status = ERR_INTERNAL;
	}
	if (status != OK) {
		snprintf(problem_text, sizeof(problem_text), "site %s: %s", sites->configs.list[at]->site.id,
			what);
		*problem = problem_text;
	}
	return status;
}

static bool is_shared(const struct sites *sites, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (sites->templates[i] == sites->templates[at])
			return true;
	return false;
}

/* Closes the last one, opened or not. */
static void close_last(struct sites *sites)
{
	size_t at = --sites->count;

	if (sites->list[at].counters != NULL)
		counters_free(sites->list[at].counters);
	site_close(&sites->list[at]);
	if (sites->templates[at] != NULL && !is_shared(sites, at))
		templates_free(sites->templates[at]);
	sites->templates[at] = NULL;
}

static enum status open_all(struct sites *sites, const char *file, const char *state, bool lenient,
	const char **problem)
{
	TRY(site_configs_load(file, state, lenient, &sites->configs, problem));
	while (sites->count < sites->configs.count) {
		enum status status = open_one(sites, sites->count++, problem);

		if (status == OK)
			continue;
		if (!lenient || sites->count == 1)
			return status;
		log_error("it is left out: %s", *problem);
		close_last(sites);
		site_configs_drop(&sites->configs, sites->count);
	}
	return OK;
}

/* A site that goes on keeps what was counted; its fresh counters go with the old site. */
static void take_counters(struct sites *sites, struct sites *previous)
{
	for (size_t i = 0; i < sites->count; i++)
		for (size_t j = 0; j < previous->count; j++)
			if (strcmp(sites->configs.list[i]->site.id,
				    previous->configs.list[j]->site.id) == 0) {
				struct counters *kept = previous->list[j].counters;

				previous->list[j].counters = sites->list[i].counters;
				sites->list[i].counters = kept;
			}
}

enum status sites_open(const char *file, const char *state, bool lenient, struct sites *previous,
	struct sites **out, const char **problem)
{
	struct sites *sites = calloc(1, sizeof(*sites));
	enum status status;

	if (sites == NULL)
		abort();
	status = open_all(sites, file, state, lenient, problem);
	if (status != OK) {
		sites_close(sites);
		return status;
	}
	if (previous != NULL)
		take_counters(sites, previous);
	*out = sites;
	return OK;
}

void sites_close(struct sites *sites)
{
	if (sites == NULL)
		return;
	while (sites->count > 0)
		close_last(sites);
	site_configs_free(&sites->configs);
	free(sites);
}

const struct config *sites_config(const struct sites *sites)
{
	return sites->configs.list[0];
}

bool sites_limit_reach(const struct sites *sites)
{
	return reach_limit(&sites->configs);
}

bool sites_far(const struct sites *sites)
{
	for (size_t i = 0; i < sites->count; i++)
		if (config_several_redis(sites->configs.list[i]))
			return true;
	return false;
}

void sites_reach(struct sites *sites)
{
	struct arena *arena = arena_new(4096);
	enum status status = OK;

	/* Whoever knows no master for one site would wait as long for the next. */
	for (size_t i = 0; i < sites->count && status == OK; i++)
		if (config_several_redis(sites->configs.list[i]))
			status = store_ping(sites->list[i].store, arena);
	arena_free(arena);
}

/* The site's number, or SITES_MOST. */
static size_t find(const struct sites *sites, const struct gateway *gateway)
{
	const char *own = gateway->param(gateway->self, "WZ_OWN_NAME");
	const char *host = own != NULL && own[0] != '\0' ? own : gateway->param(gateway->self, "HTTP_HOST");

	if (!site_configs_several(&sites->configs))
		return 0;
	for (size_t i = 0; i < sites->count && host != NULL; i++)
		if (config_same_host(host, sites->configs.list[i]->site.domain))
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
