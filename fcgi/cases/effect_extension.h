/*
 * effect_extension: a department asks for more time, a dispatcher grants it or not.  What was asked lies in
 * the record until it is decided on or the department no longer has the case.  Depends on: cases/attempt,
 * deadline.
 */
#ifndef CASES_EFFECT_EXTENSION_H
#define CASES_EFFECT_EXTENSION_H

#include "cases/attempt.h"

enum status effect_extend(struct attempt *attempt, struct case_edit *edit);
enum status effect_ask_extension(struct attempt *attempt, struct case_edit *edit);
enum status effect_refuse_extension(struct attempt *attempt, struct case_edit *edit);

/* What stands against any of the three in this record, as a sentence; empty if nothing does. */
struct str extension_obstacle(const struct case_record *record, enum action action);

/* After any step: forgets what was asked once the step has made it pointless. */
void extension_settle(struct case_edit *edit);

#endif
