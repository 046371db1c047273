/*
 * old_digests: turns the dailies (问政日报) that an older version kept apart into articles of the digests'
 * column: a published one as it was published, with its address (publish/article_origin), any other into a
 * draft.  A daily goes once its article is there, so a round may be killed and run again; one that is refused
 * stays.  Depends on: publish/article_change, publish/digest.
 */
#ifndef UPKEEP_OLD_DIGESTS_H
#define UPKEEP_OLD_DIGESTS_H

#include "model/casework.h"

struct old_digests {
	uint64_t moved;
	uint64_t refused;	/* each is logged */
};

/* All of them, added to *done; makes the column if there is none.  Resets the arena after each. */
enum status old_digests_run(struct casework *work, struct old_digests *done);

#endif
