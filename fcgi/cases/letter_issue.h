/*
 * letter_issue: gives a letter on a request its number (文号) and puts it into the case, within the
 * transaction of the step that brings it about.  Numbers are those of the department that issues it, by the
 * year of issue, from 1, without a gap and without a double: the counter is watched and written with the
 * rest.  Depends on: cases/attempt, model/letter, department.
 */
#ifndef CASES_LETTER_ISSUE_H
#define CASES_LETTER_ISSUE_H

#include "cases/attempt.h"
#include "model/letter.h"

struct letter_order {
	enum letter kind;
	struct str to;		/* whom it goes to, if not to the applicant; for staff only */
	int64_t about;		/* id of the letter in the thread that it follows, or 0 */
};
#define ORDERS_MOST (1 + CONSULTS_MOST)

/*
 * Issues up to ORDERS_MOST letters: an entry in the thread and a place in the record each.  To whom applied
 * online they are served at once, on the page.  History that is replayed (act.at) issues none.  ERR_NOT_NOW
 * when the department in charge (else the office of [office] dept) lacks what a letter needs, and beyond
 * LETTERS_MOST letters of a case; ERR_AWAY.
 */
enum status letters_issue(struct attempt *attempt, struct case_edit *edit, const struct letter_order *orders,
	size_t count);
enum status letter_issue(struct attempt *attempt, struct case_edit *edit, enum letter kind);
/* ERR_NOT_NOW when the case can't have so many more letters; history that is replayed has none. */
enum status letters_check_room(struct attempt *attempt, const struct case_edit *edit, size_t count);

/*
 * The receipt (登记回执) of a request that was received, once, from the office of [office] dept; without such
 * an office or its pattern there is none.
 */
enum status letter_receipt(struct attempt *attempt, struct case_edit *edit);

#endif
