/*
 * due_lists: fills the sorted sets by which the jobs find what is due, and those behind the figures of the
 * yearly report, for cases that were written by a version without such sets.  Reads every case once, in
 * chunks of constant memory, beside running workers.  Its progress is in Redis, so it may be killed and
 * started again.  Once all are filled, commits keep them (cases/commit) and recount proves them.  Depends on:
 * store/transaction, model/derive.
 */
#ifndef UPKEEP_DUE_LISTS_H
#define UPKEEP_DUE_LISTS_H

#include "model/casework.h"

struct due_lists_progress {
	uint64_t done;	/* cases looked at */
	uint64_t all;	/* the number of the newest */
	bool complete;
};

/* Reads the progress. */
enum status due_lists_look(struct casework *work, struct due_lists_progress *progress);
/*
 * Unless it is complete, takes the next chunk of cases; *progress is the progress afterwards.  ERR_CONFLICT
 * when those cases were written again and again meanwhile.
 */
enum status due_lists_build(struct casework *work, struct due_lists_progress *progress);

#endif
