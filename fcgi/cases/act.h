/*
 * act: does an action of the lifecycle to a case.  Each call is one optimistic commit: the case, queues,
 * lists, tallies and event together, or nothing.  Depends on: model/lifecycle, cases/effect, deadline,
 * commit.
 */
#ifndef CASES_ACT_H
#define CASES_ACT_H

#include "cases/action.h"

/*
 * Does it, with every rule: the lifecycle table, department, "nobody approves an own draft", the claim of a
 * colleague, limits. ERR_FORBIDDEN, ERR_NOT_NOW, ERR_NOT_FOUND (also when the actor may not see it),
 * ERR_INVALID, or ERR_CONFLICT when someone was first.  *after is the case as it is now, also on ERR_CONFLICT
 * and ERR_NOT_NOW. *why is a Chinese sentence for the actor on any failure of the rules (empty else).
 */
enum status case_act(struct casework *work, uint64_t n, const struct act *act, struct case_record *after,
	struct str *why);

/* Whether these roles could do it now: what buttons are drawn for. */
bool case_may(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer);
/*
 * Why what the viewer's role, the department and the state allow is refused now all the same, as a sentence;
 * else empty.
 */
struct str case_obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer);
/*
 * 指定承办: the case was returned as often as it may be; whichever department the dispatcher gives it to
 * keeps it.
 */
bool case_designated(const struct casework *work, const struct case_record *record);

#endif
