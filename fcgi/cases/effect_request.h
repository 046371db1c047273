/*
 * effect_request: what only requests for information know: confirming the receipt, correction, consultation,
 * lapse, appeals, and why each may be refused (政府信息公开条例 2019, articles 30 to 34).
 * Depends on: cases/attempt, model/consult, model/appeal, cases/deadline.
 */
#ifndef CASES_EFFECT_REQUEST_H
#define CASES_EFFECT_REQUEST_H

#include "cases/attempt.h"

/* Why the action is refused at that time, as a sentence; empty if nothing of requests stands against it. */
struct str request_obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer, int64_t at);
/* Adds to the thread's event whom it was about, with which result and who consented. */
void request_describe(const struct act *act, const struct case_record *before, struct value *event);

/*
 * What declining as a duplicate does to a request (条例 36(6)): it names the other one, which must be of the
 * same applicant and be dealt with, and counts as received and concluded as a repeat on that day.
 */
enum status request_declined(struct attempt *attempt, struct case_edit *edit);

enum status effect_confirm(struct attempt *attempt, struct case_edit *edit);
enum status effect_correct(struct attempt *attempt, struct case_edit *edit);
enum status effect_supplement(struct attempt *attempt, struct case_edit *edit);
enum status effect_lapse(struct attempt *attempt, struct case_edit *edit);
enum status effect_consult(struct attempt *attempt, struct case_edit *edit);
enum status effect_reply(struct attempt *attempt, struct case_edit *edit);
enum status effect_appeal(struct attempt *attempt, struct case_edit *edit);

/* What reopening does to a request: its time begins anew, and what ended without an answer is open again. */
void request_reopened(struct case_edit *edit);
/* A request that its applicant gave up is concluded with that outcome, if it was received at all. */
void request_given_up(struct case_edit *edit, struct str outcome);

/*
 * Why the period that a request waits for isn't over at that time, as a sentence: its letter isn't served, or
 * its end is to come; empty once it is over.  Only of a request that waits (letter_awaited).
 */
struct str request_period_obstacle(const struct casework *work, const struct case_record *record, int64_t at);
/* The day on which something happened outside, not before earliest nor after today; today keeps its hour. */
enum status request_take_day(struct attempt *attempt, const struct case_edit *edit, int64_t earliest,
	int64_t *day);
/*
 * A payment or correction that is registered when the jobs have closed the request for want of it.  Taking it
 * back: refused beside the day when that lies after the period of the state that the request had waited in;
 * else the outcome is gone and the clock goes on as if it had been registered in time (条例 30, 42).
 */
bool request_comes_late(const struct case_record *record, enum action action);
enum status request_take_back(struct attempt *attempt, struct case_edit *edit, enum state waited,
	int64_t day);
/* Keeps the words that the action adds as typed, sealed, where masking would change them. */
enum status request_seal_words(const struct act *act, struct case_edit *edit);

#endif
