/*
 * notices: how the sender of a case is told of its steps: chosen with the case (model/submission), changed
 * later on the tracking page or by the link in a message.  The address lies sealed with the other contact
 * data and goes with it, as do the browsers to tell.  Depends on: cases/commit, privacy/sealed,
 * privacy/push_device, privacy/limit.
 */
#ifndef PARTICIPATION_NOTICES_H
#define PARTICIPATION_NOTICES_H

#include "cases/commit.h"
#include "privacy/push_device.h"

struct notice_choice {
	int64_t told;		/* bits of enum told */
	struct str email;	/* another address, checked; empty: the one that is known */
};

/*
 * Takes the choice over.  ERR_NOT_NOW for more than nothing once the case has ended; ERR_INVALID when
 * there is no number or address to tell.  The same choice again changes nothing.  An address that only
 * messages used is forgotten with them.
 */
enum status notices_choose(struct casework *work, uint64_t n, const struct notice_choice *choice,
	struct case_record *after);

/* Ends messages by that way. */
enum status notices_stop(struct casework *work, uint64_t n, enum told way);

/*
 * Has this browser told too: the newest PUSH_DEVICES of a case are.  ERR_NOT_NOW once the case has ended;
 * ERR_TOO_MANY past the limits of case and network.  The same again changes nothing.
 */
enum status notices_add_device(struct casework *work, uint64_t n, const struct push_device *device);
/* Forgets the browser of that id, whose push service doesn't know it any more. */
enum status notices_drop_device(struct casework *work, uint64_t n, struct str id);

/* Whether anything more can happen that its sender would be told of. */
bool notices_possible(const struct case_record *record);

#endif
