/*
 * follow_link: the links in a mail to somebody who asked to be told of a topic's answer: one confirms the
 * address and ends with its time, one ends such mails and doesn't.  Both name topic and address, the latter
 * by its keyed hash, and are signed by a keyed hash of 96 bits over the whole.  Depends on:
 * crypt/keyed_hash.
 */
#ifndef LINKS_FOLLOW_LINK_H
#define LINKS_FOLLOW_LINK_H

#include "model/casework.h"

enum follow_purpose { FOLLOW_CONFIRM, FOLLOW_STOP };

struct follow_claim {
	enum follow_purpose purpose;
	uint64_t n;		/* the topic */
	struct str id;		/* the address: keys_index of it */
	int64_t until;		/* ms; 0: for ever */
};

/* "/f/c17.…" or "/f/s17.…" */
struct str follow_link(struct casework *work, const struct follow_claim *claim);

/*
 * What the last part of such a link claims, if it is for that purpose.  ERR_NOT_FOUND for anything that the
 * site did not sign; whether its time is over the caller looks.
 */
enum status follow_link_open(struct casework *work, struct str token, enum follow_purpose purpose,
	struct follow_claim *claim);

#endif
