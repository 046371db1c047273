/*
 * counters: how many requests were answered with which status, and how long they took, over all workers of
 * one master since it started.  Owns a page of memory that the master makes before it forks, so that any
 * worker can print the totals.  They begin at zero with a new master and after an upgrade of the program.
 * Depends on: base.
 */
#ifndef WEB_COUNTERS_H
#define WEB_COUNTERS_H

#include "base/buf.h"

struct counters;

/* In the master, before it forks; NULL when the system has no memory. */
struct counters *counters_new(void);
void counters_free(struct counters *counters);

/* Microseconds of a clock that only goes forward. */
int64_t counters_ticks(void);

/*
 * One request answered: its HTTP status (100–599), the microseconds it took in the worker, and the bytes of
 * its arena.
 */
void counters_add(struct counters *counters, int status, int64_t microseconds, size_t bytes);

/*
 * In the Prometheus text format 0.0.4: wenzheng_requests_total by status, the histogram
 * wenzheng_request_duration_seconds, and the sum and the largest of the requests' memory.
 */
void counters_print(const struct counters *counters, struct buf *out);

#endif
