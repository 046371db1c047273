/*
 * effect: what each action of the lifecycle does to a case, beyond the change of state: one function an action, run
 * by act inside the commit.  Depends on: cases/commit.
 */
#ifndef CASES_EFFECT_H
#define CASES_EFFECT_H

#include "cases/act.h"
#include "cases/commit.h"

/* One attempt at an action. */
struct attempt {
	const struct act *act;
	struct str why;		/* a Chinese sentence for the actor, when it is refused */
};

/* Notes why and gives status. */
enum status attempt_refuse(struct attempt *attempt, enum status status, struct str why);

/* Changes edit->after and adds commands; refuses what doesn't fit what was given. */
typedef enum status (*effect_function)(struct attempt *attempt, struct case_edit *edit);

/* NULL for an action that isn't done to an existing case. */
effect_function effect_of(enum action action);

#endif
