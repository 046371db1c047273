/*
 * site_configs: the configurations of all sites of one set of workers: that of a file, and those of the
 * folder that its [worker] sites names.  Depends on: base/config.
 */
#ifndef SITES_SITE_CONFIGS_H
#define SITES_SITE_CONFIGS_H

#include <stddef.h>

#include "base/config.h"

#define SITES_MOST 256

struct site_configs {
	size_t count;
	struct config *list[SITES_MOST];	/* that of the file first, the others by name of their file */
	char *files[SITES_MOST];
};

/*
 * Reads all of them, the first one's state elsewhere if state is not NULL.  Tells of all that is wrong:
 * also two of one id, domain, Redis account or folder to write to, one of several without a domain, and one
 * with another cache; what is wrong isn't in out.  lenient: a further site of which
 * anything is wrong is left out, and the log says so.  site_configs_free is to be called also when they can't
 * be read.
 */
enum status site_configs_read(const char *file, const char *state, bool lenient,
	const struct problem_listener *to, struct site_configs *out);
/* The same; *problem is the first thing told (static storage). */
enum status site_configs_load(const char *file, const char *state, bool lenient,
	struct site_configs *out, const char **problem);
void site_configs_free(struct site_configs *sites);
/* Whether each answers for its own domain only: a further one may have been left out, or not be made yet. */
bool site_configs_several(const struct site_configs *sites);
/* Takes one out; those behind it move up. */
void site_configs_drop(struct site_configs *sites, size_t at);

/* The one with that id, or NULL. */
const struct config *site_configs_find(const struct site_configs *sites, const char *id);

/* Whether two host names are one, whatever their ports and letters. */
bool config_same_host(const char *a, const char *b);

#endif
