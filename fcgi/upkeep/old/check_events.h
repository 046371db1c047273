/*
 * check_events: whether the files of old events are all there, each whole, signed by the site, and in the
 * chain.  Depends on: lists/event_files.
 */
#ifndef UPKEEP_OLD_CHECK_EVENTS_H
#define UPKEEP_OLD_CHECK_EVENTS_H

#include "lists/event_files.h"

struct events_check {
	/* Called with a file's name and what is wrong, in English. */
	void (*tell)(const char *name, const char *problem);
	uint64_t files;
	uint64_t wrong;
};

/*
 * Checks every file that Redis notes, with the keys of this JWK set, and whether a note is gone; empties the
 * arena after each.  Fails as
 * store_run; what is wrong with files is counted and told.
 */
enum status check_events_run(struct casework *work, const struct value *jwks, struct events_check *check);

#endif
