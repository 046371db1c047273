#include "sites/site_configs.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static char problem_text[512];

bool config_same_host(const char *a, const char *b)
{
	size_t len = strcspn(a, ":");

	return len == strcspn(b, ":") && strncasecmp(a, b, len) == 0;
}

static enum status clash(const char *file, const char *what, const char *value, const char **problem)
{
	snprintf(problem_text, sizeof(problem_text), "%s: another site has the same %s: %s", file, what,
		value);
	*problem = problem_text;
	return ERR_MALFORMED;
}

/* Two sites that shared any of these would write into each other. */
static enum status check_apart(const struct site_configs *sites, const struct config *config,
	const char *file, const char **problem)
{
	for (size_t i = 0; i < sites->count; i++) {
		const struct config *other = sites->list[i];

		if (strcmp(other->site.id, config->site.id) == 0)
			return clash(file, "[site] id", config->site.id, problem);
		if (strcmp(other->paths.state, config->paths.state) == 0)
			return clash(file, "[paths] state", config->paths.state, problem);
		if (config_same_host(other->site.domain, config->site.domain))
			return clash(file, "[site] domain", config->site.domain, problem);
	}
	return OK;
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
	if (check_apart(sites, config, file, problem) != OK) {
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
static enum status add_folder(struct site_configs *sites, const char *folder, const char **problem)
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
	for (size_t i = 0; i < found.gl_pathc && status == OK; i++)
		status = add(sites, found.gl_pathv[i], NULL, problem);
	globfree(&found);
	return status;
}

static enum status check_domains(const struct site_configs *sites, const char **problem)
{
	for (size_t i = 0; i < sites->count && sites->count > 1; i++)
		if (sites->list[i]->site.domain[0] == '\0') {
			snprintf(problem_text, sizeof(problem_text),
				"%s: site %s needs [site] domain: there are others", sites->files[i],
				sites->list[i]->site.id);
			*problem = problem_text;
			return ERR_MALFORMED;
		}
	return OK;
}

enum status site_configs_load(const char *file, const char *state, struct site_configs *out,
	const char **problem)
{
	*out = (struct site_configs){ 0 };
	TRY(add(out, file, state, problem));
	if (out->list[0]->worker.sites[0] != '\0')
		TRY(add_folder(out, out->list[0]->worker.sites, problem));
	return check_domains(out, problem);
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
