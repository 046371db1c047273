/*
 * request_clock: what the law's clock says of a request for information, in words: since when it runs, what
 * was left out, until when, what the applicant must do, how it ended and what can be done against it. Depends
 * on: pages/view/present, cases/deadline.
 */
#ifndef PAGES_VIEW_REQUEST_CLOCK_H
#define PAGES_VIEW_REQUEST_CLOCK_H

#include "law/outcome.h"
#include "model/access.h"
#include "model/department.h"

/*
 * Adds received, started, restarted, due (dates "2026-03-02"; empty: not yet, or not now), days_allowed,
 * days_extended, days_paused, explained (a sentence; empty before the receipt is confirmed); correcting:
 * {correct_text, correct_days, correct_until} while it waits for its correction (correct_until is empty until
 * the letter was served); charging: {charge_yuan, charge_text, charge_days, charge_until} likewise while it
 * waits for a fee; extension: {extend_days, extend_text} while it was extended; outcome, outcome_label,
 * decision, basis, grounds, grounds_label, remedy once it is concluded, decided unless its applicant took it
 * back; for staff appeals [{appeal_label, appeal_result, appeal_at}].  thread: as the viewer sees it.
 */
void request_clock_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map);
/*
 * Who issued a letter (its entry in the thread), with the settings that it kept; of one that kept none, or of
 * NULL, the department as it is today.  Its review online only for what is served online (letter_online).
 */
struct dept request_clock_issuer(const struct depts *depts, struct str id, const struct value *letter,
	bool online);
/*
 * What one answer (its entry in the thread) of a department decided: outcome_label, decision,
 * basis, grounds, grounds_label, more, more_label, remedy; and what a third party that was not followed can
 * do: remedy.
 */
void request_clock_decision(struct casework *work, const struct case_record *record,
	const struct value *answer, const struct dept *dept, struct value *map);
void request_clock_told(struct casework *work, const struct dept *dept, struct value *map);

/* The latest note that was written with that action in a thread; empty when there is none. */
struct str request_clock_note(const struct value *thread, enum action action);
/* When that action was last taken (ms), or 0. */
int64_t request_clock_when(const struct value *thread, enum action action);
/*
 * Whom a step of the thread was about, with which result, or who consented, for staff; empty for most steps.
 */
struct str request_clock_detail(struct arena *arena, const struct value *event);
/* "2026年3月2日", always with its year. */
struct str request_clock_date(struct arena *arena, int64_t ms);

#endif
