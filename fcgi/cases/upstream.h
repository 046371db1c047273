/*
 * upstream: cases that a higher platform handed down (转办件) and sends again when it changed them.  The same
 * number gives the case that is there; what changed is taken over in one commit, with an event, so long as
 * nobody has answered it. Depends on: model/submission, cases/commit, privacy/sealed.
 */
#ifndef CASES_UPSTREAM_H
#define CASES_UPSTREAM_H

#include "model/submission.h"

/*
 * Takes over what the submission says anew of case n, which came of the same source and number.  *changed:
 * whether anything was written.  What the public reads stays as it is; so does a case that was answered,
 * declined, merged or withdrawn. ERR_AWAY, ERR_CONFLICT.
 */
enum status case_update(struct casework *work, uint64_t n, const struct submission *submission,
	bool *changed);

#endif
