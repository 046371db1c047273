/*
 * monitor: what monitoring asks for.  /healthz: this worker answers.  /readyz: the board can be used, so that
 * a balancer may send people here; 503 with the same JSON when not.  /metrics: figures for Prometheus, of
 * which web/counters has those of requests and health/facts those of the parts.  Depends on: health/facts.
 */
#ifndef PAGES_HTTP_MONITOR_H
#define PAGES_HTTP_MONITOR_H

#include "web/route.h"

enum status monitor_healthz(struct exchange *exchange);
enum status monitor_readyz(struct exchange *exchange);
/* Also while Redis is away: then without what is stored there. */
enum status monitor_metrics(struct exchange *exchange);

#endif
