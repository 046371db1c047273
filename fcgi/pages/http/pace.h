/*
 * pace: how long visitors wait for each public page: counted with each request that reaches a worker, and
 * told to Redis (report/site/site_pages) once a minute by each worker, for the site check.  What nginx's
 * cache answers is fast and not counted.  A failure loses nothing: what couldn't be told is told later.
 * Depends on: web/counters, report/site/site_pages, pages/http/routes.
 */
#ifndef PAGES_HTTP_PACE_H
#define PAGES_HTTP_PACE_H

#include "pages/site.h"

/* The request was answered at now (ms); time from when nginx took it up. */
void pace_count(const struct exchange *exchange, int64_t now);
/* In the master: the request for the page of that name (score_page_name) was not answered in time. */
void pace_overdue(struct counters *counters, const char *page);
/* Tells what all workers counted, at most once a minute; before a request: the arena is empty after it. */
void pace_tell(struct site *site, struct arena *arena);

#endif
