/*
 * request_log: what the log says of requests: a line for each that failed here (status 500 and above) or took
 * longer than [log] slow_ms, with method, the route's pattern, status, milliseconds, how many of them in
 * Redis and in how many round trips.  Never the address that was asked for, nor anything that was sent with
 * it.  Ten such lines a second and worker at most; how many were left out is told with the next.
 * Depends on: web/route, pages/site.
 */
#ifndef PAGES_HTTP_REQUEST_LOG_H
#define PAGES_HTTP_REQUEST_LOG_H

#include "pages/site.h"

/* The request was read: from here on all lines carry its id. */
void request_log_begin(struct exchange *exchange);

/*
 * Tells the server in front, in X-Wenzheng-Event, the id of the last event (model/event) that the request
 * wrote: its access log leads from the one to the other, and the record needs no room for the request's id.
 */
void request_log_name_event(struct exchange *exchange);

/* The reply is ready after so many microseconds: writes the line, if there is something to say. */
void request_log_end(const struct exchange *exchange, int64_t us);

#endif
