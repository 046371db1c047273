/*
 * child: a child process that does long work beside its parent: it leaves the processor to others and dies
 * with its parent.  One at a time; after one that failed the next waits a minute.  Depends on: base/clock,
 * base/log.
 */
#ifndef HELPER_CHILD_H
#define HELPER_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;		/* 0: none runs */
	int64_t after;		/* none is begun before, by clock_steady() */
};

/* Sees whether it has ended; whether a new one may begin. */
bool child_ready(struct child *child);
/* Begins one in which work runs; what that gives is its exit status.  what names it in the log. */
void child_begin(struct child *child, int (*work)(void *context), void *context, const char *what);
/* Waits for it to end; at once when none runs. */
void child_wait(struct child *child);
/* Ends it. */
void child_stop(struct child *child);

#endif
