/*
 * proof: a solved proof-of-work challenge counts once.  Depends on: crypt/challenge, store.
 */
#ifndef CASES_PROOF_H
#define CASES_PROOF_H

#include "cases/casework.h"

/* How long a challenge is good, ms. */
#define PROOF_MS (20 * MS_PER_MINUTE)

/*
 * Whether field (the widget's) holds a fresh solved challenge, which is used up by this.  A wrong, late or repeated one is
 * no failure: *good is false then.  ERR_AWAY.
 */
enum status proof_use(struct casework *work, struct str field, bool *good);

#endif
