/*
 * sites: all that one set of workers serves (sites/site_configs), each with a configuration, state, keys,
 * staff, look and calendar of its own.  The master opens them, the workers inherit them.  A request is for
 * the site whose [site] domain the server in front serves it under; a site that is alone gets every request.
 * Depends on: sites, pages/site, pages/http/dispatch.
 */
#ifndef PAGES_HTTP_SITES_H
#define PAGES_HTTP_SITES_H

#include "pages/site.h"

struct sites;

/*
 * Opens the site of file, its state elsewhere if state is not NULL, and the further ones.  Of a site that was
 * served before the counters go on; previous may be NULL, and is to be closed then.  lenient: a further site
 * that can't be opened is left out, and the log says so.  *problem says what is wrong, in English (static
 * storage).
 */
enum status sites_open(const char *file, const char *state, bool lenient, struct sites *previous,
	struct sites **out, const char **problem);
/* NULL is none. */
void sites_close(struct sites *sites);

/* The first one's: what holds for the workers. */
const struct config *sites_config(const struct sites *sites);

/* In the worker: keeps it, for good, from all files but those it needs for its sites (pages/http/reach). */
bool sites_limit_reach(const struct sites *sites);
/* Whether the Redis of any of them may be on another machine. */
bool sites_far(const struct sites *sites);
/* In the worker: where there are several Redis, says in the log at once when none of them is the master. */
void sites_reach(struct sites *sites);

/* Answers one request; 421 for a host that is no site's. */
struct str sites_answer(struct sites *sites, struct worker_score *score, struct arena *arena,
	const struct gateway *gateway);

/* In the master: a request of that site (score_site) for that page was not answered in time. */
void sites_overdue(struct sites *sites, size_t site, const char *page);

#endif
