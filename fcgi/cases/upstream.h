/*
 * upstream: cases that a higher platform handed down (转办件) and sends again when it changed them.  The same number gives the
 * case that is there; what changed is taken over in one commit, with an event, so long as nobody has answered it.
 * Depends on: cases/act, commit, sealed.
 */
#ifndef CASES_UPSTREAM_H
#define CASES_UPSTREAM_H

#include "cases/act.h"

/*
 * A keyed name for all that the submission says, kept with the case, by which the next one is told to be the same without
 * anything being unsealed.  Empty for a topic, whose import is a move from an older system, done once.
 */
struct str upstream_mark(struct casework *work, const struct submission *submission);

/*
 * Takes over what the submission says anew of case n, which came of the same source and number.  *changed: whether anything
 * was written.  What the public reads stays as it is; so does a case that was answered, declined, merged or withdrawn.
 * ERR_AWAY, ERR_CONFLICT.
 */
enum status case_update(struct casework *work, uint64_t n, const struct submission *submission, bool *changed);

#endif
