/*
 * effect_letter: what the actions on letters do to a request: service, fee, reasons asked for and given, a
 * deferred answer.  Each refuses with a sentence for the actor.  Depends on: cases/letter_issue.
 * Source: 政府信息公开条例 2019, articles 35 and 42; 国办公开办函〔2016〕235号.
 */
#ifndef CASES_EFFECT_LETTER_H
#define CASES_EFFECT_LETTER_H

#include "cases/letter_issue.h"

enum status effect_serve(struct attempt *attempt, struct case_edit *edit);
enum status effect_charge(struct attempt *attempt, struct case_edit *edit);
enum status effect_pay(struct attempt *attempt, struct case_edit *edit);
enum status effect_unpaid(struct attempt *attempt, struct case_edit *edit);
enum status effect_justify(struct attempt *attempt, struct case_edit *edit);
enum status effect_explain(struct attempt *attempt, struct case_edit *edit);
enum status effect_defer(struct attempt *attempt, struct case_edit *edit);

/* What stands against one of them in this record, as a sentence; empty: nothing, or it isn't one of them. */
struct str letter_obstacle(const struct case_record *record, enum action action);

/* Puts what the notice of a fee rests on into its event: basis, count, earlier; of other actions nothing. */
void letter_describe(const struct act *act, struct value *event);

#endif
