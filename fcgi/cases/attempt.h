/*
 * attempt: one attempt at an action on a case: what the actor asks for, and why it was refused.  What
 * cases/act and the effects of the actions share.  Owns nothing.  Depends on: cases/action, commit.
 */
#ifndef CASES_ATTEMPT_H
#define CASES_ATTEMPT_H

#include "cases/action.h"
#include "cases/commit.h"

struct attempt {
	const struct act *act;
	struct str why;		/* a Chinese sentence for the actor, when it is refused */
	bool again;		/* it was done before, by the same form */
};

/* Notes why, and gives status. */
enum status attempt_refuse(struct attempt *attempt, enum status status, struct str why);
/* ERR_INVALID, about that field of the form. */
enum status attempt_refuse_field(struct attempt *attempt, const char *field, struct str why);

#endif
