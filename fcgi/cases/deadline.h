/*
 * deadline: when the present desk must have acted.  The only place that turns rules and calendar into a due
 * time; computed from recorded starts and extensions, never from "last modified".  Source: DOMAIN rules as configured in [cases].
 * Depends on: base/workdays, cases/record.
 */
#ifndef CASES_DEADLINE_H
#define CASES_DEADLINE_H

#include "cases/record.h"

/* Working days a department has for it, extensions included. */
int deadline_days(const struct config *config, const struct case_record *record);
/* Sets record->due and ->provisional for the state it is in (0 where nobody has to act), and when opinions are owed. */
void deadline_set(const struct casework *work, struct case_record *record);
/* End of the last day on which the department in charge may return it. */
int64_t deadline_return(const struct casework *work, const struct case_record *record);
/* Working days from now to due: 0 today, negative when overdue. */
int deadline_left(const struct casework *work, int64_t due);

/* How far a department's time limit has run: what the jobs remind of. */
enum deadline_stage {
	STAGE_EARLY,
	STAGE_HALF,		/* 50 % of the working days are over */
	STAGE_THREE_QUARTERS,
	STAGE_LAST_DAY,		/* due today or on the next working day */
	STAGE_OVERDUE,		/* yellow */
	STAGE_LONG_OVERDUE,	/* more than three working days over: red */
};
enum deadline_stage deadline_stage(const struct casework *work, const struct case_record *record);

#endif
