/*
 * clock_guard: decides whether the wall clock may be believed, before the jobs do by it what can't be undone
 * (erase, close, issue a warning card).  Two things prove a time: a round of the jobs, and an event at most a
 * day after a time that was proved before.  A clock more than a day after the latest proved time is suspect,
 * unless the kernel says that time servers keep it right.  So a quiet site is not suspect while its jobs run,
 * nor is a site whose jobs were down while people used the board.  A machine that was off for more than a day
 * without time servers looks the same as a wrong clock: an operator must decide.  Wrong time servers, and
 * jumps of less than a day, are not noticed.  Depends on: store.
 */
#ifndef UPKEEP_CLOCK_GUARD_H
#define UPKEEP_CLOCK_GUARD_H

#include "model/casework.h"

struct clock_verdict {
	bool suspect;
	int64_t proved;	/* ms: the latest time that is believed */
};

/* Judges work->now, and stores the verdict for the next check and for clock_guard_suspects. */
enum status clock_guard_check(struct casework *work, struct clock_verdict *verdict);
/* An operator confirms work->now; *verdict is what it was before. */
enum status clock_guard_accept(struct casework *work, struct clock_verdict *verdict);
/* What the last check found, and the time that was proved then: when a round of the jobs last began; 0: never. */
enum status clock_guard_read(struct casework *work, struct clock_verdict *verdict);
/* Whether the last check found the clock suspect. */
enum status clock_guard_suspects(struct casework *work, bool *suspect);

#endif
