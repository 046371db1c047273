/*
 * effect_assist: what asking another department for help, its opinion, and the end of its help do to a case.
 * Depends on: cases/attempt, model/assist.
 */
#ifndef CASES_EFFECT_ASSIST_H
#define CASES_EFFECT_ASSIST_H

#include "cases/attempt.h"

enum status effect_assist(struct attempt *attempt, struct case_edit *edit);
enum status effect_opinion(struct attempt *attempt, struct case_edit *edit);
enum status effect_release(struct attempt *attempt, struct case_edit *edit);

#endif
