/*
 * person: who takes part in a case: each person supports it once and comments a few times.  A person is a
 * device or, without one, an address and browser; only a keyed hash is stored.  Depends on: cases/commit,
 * privacy/limit.
 */
#ifndef PARTICIPATION_PERSON_H
#define PARTICIPATION_PERSON_H

#include "cases/commit.h"
#include "privacy/limit.h"

#define PERSON_COMMENTS_MOST 5

enum person_act { PERSON_SUPPORTS, PERSON_COMMENTS };

/*
 * Notes in the commit that the person does it, and counts it against the limits.  ERR_ALREADY once that
 * is all that a person may, ERR_TOO_MANY past a limit, ERR_NOT_FOUND unless the public sees the case and it
 * is not merged.
 */
enum status person_add(struct case_edit *edit, struct str person, enum person_act act, struct limit *limits,
	size_t count);

/* Whether this person has supported, and has made all the comments that one may. */
enum status person_acts(struct casework *work, uint64_t n, struct str person, bool *supported,
	bool *commented);

#endif
