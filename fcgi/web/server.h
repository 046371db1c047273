/*
 * server: the FastCGI side (FastCGI Specification 1.0, by libfcgi).  One listening unix socket, a master
 * that preforks single-threaded workers on it and keeps them alive, and the loop in which a worker answers
 * one request after the other. The socket stays open through crashes and reloads, so no request is lost.
 * Depends on: web/request, libfcgi.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/config.h"
#include "web/request.h"
#include "web/seat.h"

/*
 * Listens on a new unix socket at path with mode 0660.  A socket that nobody serves any more is replaced;
 * a live one, or anything that isn't a socket, is left alone: ERR_CONFLICT.  ERR_INTERNAL for what the
 * system refuses.  On failure *problem says what is wrong, in English (static storage).
 */
enum status server_listen(const char *path, int backlog, int *fd, const char **problem);

/* What a worker does with a request: the bytes to write, in the arena, which is reset afterwards. */
struct server_handler {
	void *ctx;
	struct str (*answer)(void *ctx, struct arena *arena, const struct gateway *gateway);
	size_t arena_limit;	/* bytes a request may take; answer is to guard it (arena_guarded) */
	int64_t request_ms;	/* a request that takes longer ends the worker */
	struct seat *seat;	/* where the master sees what this worker does */
};

/*
 * Answers requests on fd until SIGTERM; the request in hand is finished first.  False when the socket
 * fails. Sets this process's signals: SIGTERM ends the loop, SIGPIPE, SIGINT and SIGHUP are passed over
 * (the master minds them).
 */
bool server_loop(int fd, const struct server_handler *handler);

/* What the master runs. */
struct server_plan {
	void *ctx;
	/*
	 * In the master, at start and at SIGHUP: reads the configuration that the next workers get and
	 * returns how many there should be; 0 if it is unusable: at start the master gives up, at SIGHUP
	 * everything stays as it is.
	 */
	int (*prepare)(void *ctx);
	/* In each new process: opens its links, calls server_loop with the seat, returns the exit status. */
	int (*work)(void *ctx, int fd, struct seat *seat);
};

/*
 * Runs the plan, with WORKERS_MAX workers at most, until SIGTERM or SIGINT; the exit status of the program.  A worker
 * that dies is replaced at once; one that dies within two seconds of its start without having met a request, after a
 * pause that doubles up to ten seconds.  One whose request lasts too long is ended, within a second.  SIGTERM and SIGINT
 * let the workers finish; a second one, or 30 seconds, ends them.  SIGHUP starts new workers by prepare, then lets the
 * old ones finish; when not all of the new ones could be started, they are the ones to go.
 * At a SIGHUP after another program was put in the place of this one the process becomes that (web/renew).
 */
int server_master(int fd, const struct server_plan *plan);

#endif
