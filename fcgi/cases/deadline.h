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
/* Sets record->due and ->provisional for the state it is in; 0 where nobody has to act. */
void deadline_set(const struct casework *work, struct case_record *record);
/* Working days from now to due: 0 today, negative when overdue. */
int deadline_left(const struct casework *work, int64_t due);

#endif
