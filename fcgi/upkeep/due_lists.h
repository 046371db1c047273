/*
 * due_lists: fills the sorted sets by which the jobs find what is due, for cases that a version wrote which had none.  Reads every
 * case once, in chunks of constant memory, beside running workers; how far it came is in Redis, so that it may be killed and
 * started again.  Once all are there commits keep them (cases/commit) and recount proves them.  Depends on: cases/commit.
 */
#ifndef UPKEEP_DUE_LISTS_H
#define UPKEEP_DUE_LISTS_H

#include "model/casework.h"

struct due_progress {
	uint64_t done;	/* cases looked at */
	uint64_t all;	/* the number of the newest */
	bool complete;
};

/* How far it is. */
enum status due_look(struct casework *work, struct due_progress *progress);
/*
 * Looks, and unless it is complete takes the next chunk of cases; *progress is how far it is then.  ERR_CONFLICT when those
 * cases were written again and again meanwhile.
 */
enum status due_build(struct casework *work, struct due_progress *progress);

#endif
