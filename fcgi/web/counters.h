/*
 * counters: how many requests were answered with which status, and how long they took, over all workers of
 * one master since it started.  Owns a page of memory that the master makes before it forks, so that any
 * worker can print the totals.  They begin at zero with a new master and after an upgrade of the program.
 * Of each public page it keeps the times that its visitors waited, and what the site check wasn't told of
 * them yet.  Depends on: base.
 */
#ifndef WEB_COUNTERS_H
#define WEB_COUNTERS_H

#include "base/buf.h"

struct counters;

/* In the master, before it forks; NULL when the system has no memory. */
struct counters *counters_new(void);
void counters_free(struct counters *counters);

/*
 * One request answered: its HTTP status (100–599), the microseconds it took in the worker, and the bytes of
 * its arena.
 */
void counters_add(struct counters *counters, int status, int64_t microseconds, size_t bytes);

/* A login that was refused. */
void counters_login_failed(struct counters *counters);
uint64_t counters_logins_failed(const struct counters *counters);

/* Pages that are told apart; others are not counted. */
#define COUNTERS_PAGES 256
/* A visit that takes so long counts as one of an unreachable site (国办秘函〔2019〕19号). */
#define COUNTERS_SLOW_MS 15000

/* A visitor waited so long for page i < COUNTERS_PAGES of that name (static storage). */
void counters_page(struct counters *counters, size_t i, const char *name, int64_t ms);

struct page_count {
	const char *name;	/* NULL: no visits to tell of */
	uint64_t visits;
	uint64_t slow;		/* of them COUNTERS_SLOW_MS or longer */
};
/* Takes what page i counted since it was taken last, by whichever worker; back: puts it there again. */
struct page_count counters_take(struct counters *counters, size_t i);
void counters_back(struct counters *counters, size_t i, const struct page_count *count);

/*
 * In the Prometheus text format 0.0.4: wenzheng_requests_total by status, the histograms
 * wenzheng_request_duration_seconds and wenzheng_page_duration_seconds by page, the sum and the largest of
 * the requests' memory, and the logins that were refused.
 */
void counters_print(const struct counters *counters, struct buf *out);

#endif
