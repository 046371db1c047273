/*
 * effect_transfer: what it does to a case to go from one department to another, or back to the dispatcher:
 * who had it keeps neither link nor claim, what was drafted stays in the thread for staff.  Depends on:
 * cases/attempt, lease, model/department.
 */
#ifndef CASES_EFFECT_TRANSFER_H
#define CASES_EFFECT_TRANSFER_H

#include "cases/attempt.h"

/* Gives it to act->dept from now on: assignment, time limit, supervision begin anew. */
enum status transfer_to(struct attempt *attempt, struct case_edit *edit);

enum status effect_return(struct attempt *attempt, struct case_edit *edit);
enum status effect_reassign(struct attempt *attempt, struct case_edit *edit);
enum status effect_recall(struct attempt *attempt, struct case_edit *edit);

/* Adds to the event of such a step which department had the case, and whether it was late. */
void transfer_describe(const struct case_record *before, int64_t at, struct value *event);

#endif
