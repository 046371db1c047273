/*
 * clock_rig: the slow and obvious reckoning of a request's time limits: what a clerk with a paper calendar
 * would do, one day after the other.  Civil days; 0: hasn't happened.
 */
#ifndef TESTS_CLOCK_RIG_H
#define TESTS_CLOCK_RIG_H

#include "cases/action.h"
#include "model/consult.h"
#include "model/letter.h"

struct clock_model {
	enum state state, waited;	/* waited: closed by its period's end, in which it had waited so */
	bool dept;
	int32_t created, received, start, accepted, corrected;
	int correct_days, extended;
	int32_t from[CONSULTS_MOST], to[CONSULTS_MOST], asked[CONSULTS_MOST];
	size_t consults;
	int32_t charged, paid;
	/* Of the latest letter of each kind: issued, in its reader's hands since, and opened online. */
	int32_t issued[LETTERS], starts[LETTERS], opened[LETTERS];
};

/* The day by which somebody must act; 0: nobody. */
int32_t clock_model_due(const struct clock_model *m);
/*
 * Whether the rules let it, and what it does to the model.  Of a service act.letter is the kind of the latest
 * letter that is meant, and an empty act.way its first opening by the applicant.
 */
bool clock_model_step(struct clock_model *m, const struct act *act, int32_t today);

#endif
