/*
 * picked: the topics that an article lists (publish/picks), as the public sees them now: one that is no
 * longer public is left out.  Depends on: publish/picks, model/access.
 */
#ifndef LISTS_PICKED_H
#define LISTS_PICKED_H

#include "model/access.h"
#include "publish/picks.h"

struct picked {
	struct case_record record;
	struct value *thread;	/* what the public sees of it */
};

/* In their order; *hidden is the number of those that are left out.  One round trip. */
enum status picked_read(struct casework *work, struct str text, struct picked out[PICKS_MOST], size_t *count,
	int64_t *hidden);

#endif
