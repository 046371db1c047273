/*
 * effect_assist: what asking another department for help, its opinion, and the end of its help do to a case;
 * what staff tell each other about it, and who of the department in charge answers it.  Depends on:
 * cases/attempt, model/assist, staff/colleague, drafts/mention.
 */
#ifndef CASES_EFFECT_ASSIST_H
#define CASES_EFFECT_ASSIST_H

#include "cases/attempt.h"

enum status effect_assist(struct attempt *attempt, struct case_edit *edit);
enum status effect_opinion(struct attempt *attempt, struct case_edit *edit);
enum status effect_release(struct attempt *attempt, struct case_edit *edit);
/* ERR_INVALID when somebody named by @ is unknown, or may not read the case. */
enum status effect_remark(struct attempt *attempt, struct case_edit *edit);
enum status effect_take(struct attempt *attempt, struct case_edit *edit);
/* ERR_INVALID unless the colleague is an open account of a clerk of the department. */
enum status effect_give(struct attempt *attempt, struct case_edit *edit);
/* After any step: what left the department has no owner in it. */
void owner_settle(struct case_edit *edit);

#endif
