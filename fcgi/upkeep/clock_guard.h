/*
 * clock_guard: whether the wall clock may be believed, before the jobs do what can't be undone by it (erase, close, show a card).
 * What proves a time: a round of the jobs, and events at most a day after what was proved before.  A clock more than a day
 * beyond all that is suspect, unless the kernel says that time servers keep it right.  So a quiet site is no reason as long as
 * its jobs run, nor are jobs that were away while people used the board.  What this can't tell from a wrong clock is a machine
 * that was off for longer than a day and has no time servers: an operator says which it is.  Nor does it see time servers that
 * are wrong, or a leap of less than a day.  Depends on: store.
 */
#ifndef UPKEEP_CLOCK_GUARD_H
#define UPKEEP_CLOCK_GUARD_H

#include "model/casework.h"

struct leap {
	bool suspect;
	int64_t proved;	/* ms: the latest time that is believed */
};

/* Looks at work->now, and writes down what it finds for the next look and for leap_known. */
enum status leap_look(struct casework *work, struct leap *leap);
/* An operator confirms work->now; *leap is how it was before. */
enum status leap_accept(struct casework *work, struct leap *leap);
/* What the jobs found last. */
enum status leap_known(struct casework *work, bool *suspect);

#endif
