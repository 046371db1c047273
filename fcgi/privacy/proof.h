/*
 * proof: a solved proof-of-work challenge counts for one form and what is submitted by it, however often that
 * is sent.  Depends on: crypt/challenge, store.
 */
#ifndef PRIVACY_PROOF_H
#define PRIVACY_PROOF_H

#include "model/casework.h"

/* How long a challenge is good, ms. */
#define PROOF_MS (20 * MS_PER_MINUTE)

/*
 * Whether field (the widget's) holds a fresh solved challenge, which is then used up by the form of that
 * nonce, and by what is submitted with the idempotency key once; empty: nothing is yet.  A wrong or late one,
 * or one that another used, is no failure: *good is false then.  ERR_AWAY.
 */
enum status proof_use(struct casework *work, struct str field, struct str form_nonce, struct str once,
	bool *good);

#endif
