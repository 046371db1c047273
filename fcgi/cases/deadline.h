/*
 * deadline: when the present desk must have acted.  The only place that turns rules and calendar into a due
 * time; computed from recorded starts, pauses and extensions, never from "last modified".  Source: the rules
 * as configured in [cases], [hotline] and [requests]; of requests 政府信息公开条例 2019, articles
 * 30 to 34 and 42.
 * Depends on: law/term, model/record.
 */
#ifndef CASES_DEADLINE_H
#define CASES_DEADLINE_H

#include "model/record.h"

/* Working days there are for it by its channel and category, extensions included. */
int deadline_days(const struct config *config, const struct case_record *record);
/* The most working days that its one extension may add; 0 or less: none. */
int deadline_room(const struct config *config, const struct case_record *record);
/*
 * Sets record->due and ->provisional for the state it is in (0 where nobody has to act), when opinions are
 * owed and an extension is to be decided on, and ->remind_at.
 */
void deadline_set(const struct casework *work, struct case_record *record);
/*
 * Sets record->remind_at alone: the beginning of the day on which its time limit reaches a stage past
 * ->reminded, however long ago that was; 0 in a state in which nobody is reminded, and when the last stage
 * was spoken of.
 */
void deadline_set_reminder(const struct casework *work, struct case_record *record);
/*
 * Working days that were used of its time by that moment; of a request without those in which its clock stood
 * still.
 */
int deadline_used(const struct casework *work, const struct case_record *record, int64_t at);
/* The same since it was last reopened. */
int deadline_used_again(const struct casework *work, const struct case_record *record, int64_t at);
/* Of a request: the working days left out of its clock so far. */
int deadline_paused(const struct casework *work, const struct case_record *record);
/* Of a request: end of the last day on which its correction may be asked for. */
int64_t deadline_notice(const struct casework *work, const struct case_record *record);
/*
 * Of a request that waits for its applicant or another party: the end of their period, which runs from the
 * letter's service; 0: that isn't recorded yet, or it doesn't wait.  *provisional as workdays_add has it.
 */
int64_t deadline_waited(const struct casework *work, const struct case_record *record, bool *provisional);
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
