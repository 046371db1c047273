/*
 * master: preforks single-threaded workers on one listening socket and keeps them alive.  The socket stays
 * open through crashes and reloads, so that no request is lost.  Tells systemd when it serves, where
 * systemd started it (sd_notify(3)). Depends on: web/scoreboard, web/upgrade, helper/service.
 */
#ifndef WEB_MASTER_H
#define WEB_MASTER_H

#include "web/scoreboard.h"

/* What the master runs. */
struct server_plan {
	void *ctx;
	/*
	 * In the master, at start and at SIGHUP: reads the configuration that the next workers get and
	 * returns how many there should be; 0 if it is unusable: at start the master gives up, at SIGHUP
	 * everything stays as it is.
	 */
	int (*prepare)(void *ctx);
	/* In each new process: opens its links, calls server_loop with the score, returns the exit status. */
	int (*work)(void *ctx, int fd, struct worker_score *score);
	/* In the master: a worker is ended since its request for this site's page lasted too long.  May be NULL. */
	void (*overdue)(void *ctx, size_t site, const char *page);
};

/*
 * Runs the plan, with WORKERS_MAX workers at most, until SIGTERM or SIGINT; the exit status of the program.
 * A worker that dies is replaced at once; one that dies within two seconds of its start, before its first
 * request, after a pause that doubles up to ten seconds.  One whose request takes too long is killed,
 * within a second.  SIGTERM and SIGINT let the workers finish; a second one, or 30 seconds, kills them.
 * SIGHUP starts new workers by prepare, then lets the old ones finish; when not all of the new ones could
 * be started, these finish instead. At a SIGHUP after a new version of the program was installed the
 * process becomes that (web/upgrade).
 */
int server_master(int fd, const struct server_plan *plan);

#endif
