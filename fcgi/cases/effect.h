/*
 * effect: what each action of the lifecycle does to a case, beyond the change of state: one function an
 * action, run by act inside the commit.  Depends on: cases/attempt, commit.
 */
#ifndef CASES_EFFECT_H
#define CASES_EFFECT_H

#include "cases/attempt.h"

/* Changes edit->after and adds commands; refuses what doesn't fit what was given. */
typedef enum status (*effect_function)(struct attempt *attempt, struct case_edit *edit);

/* NULL for an action that isn't done to an existing case. */
effect_function effect_of(enum action action);

#endif
