/*
 * loop: in a worker, answers one FastCGI request after the other (FastCGI Specification 1.0, by libfcgi).
 * Depends on: web/request, web/scoreboard, libfcgi.
 */
#ifndef WEB_LOOP_H
#define WEB_LOOP_H

#include "web/request.h"
#include "web/scoreboard.h"

/* What a worker does with a request: the bytes to write, in the arena, which is reset afterwards. */
struct server_handler {
	void *ctx;
	struct str (*answer)(void *ctx, struct arena *arena, const struct gateway *gateway);
	size_t arena_limit;	/* bytes a request may take; answer is to guard it (arena_guarded) */
	int64_t request_ms;	/* a request that takes longer ends the worker */
	/* the IPv4 addresses that may connect, with commas between, where fd is of TCP; NULL: it is of unix */
	const char *web_servers;
	struct worker_score *score;	/* where the master sees what this worker does */
};

/*
 * Answers requests on fd until SIGTERM; the request in hand is finished first.  False when the socket
 * fails.  Sets this process's signals: SIGTERM ends the loop; SIGPIPE, SIGINT and SIGHUP, which are the
 * master's, are ignored.
 */
bool server_loop(int fd, const struct server_handler *handler);

#endif
