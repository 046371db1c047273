/*
 * open: what the handlers of small actions on a case begin and end with.  Depends on: model/record,
 * pages/respond.
 */
#ifndef PAGES_CASE_OPEN_H
#define PAGES_CASE_OPEN_H

#include "model/record.h"
#include "web/form.h"
#include "pages/site.h"

/* Reads the case that the address names.  ERR_NOT_FOUND unless it is this person's business. */
enum status staff_case_open(struct exchange *exchange, struct casework *work, struct case_record *record);

/*
 * The same for a form that was written while the case may have gone elsewhere: ERR_CONFLICT for a clerk whose
 * department had it until then, in charge or to assist.
 */
enum status staff_case_left(struct exchange *exchange, struct casework *work, struct case_record *record);

/*
 * The page for that, without the case: which step it was, and what was written, to be copied; what: what
 * became of it, a clause.  Programs get the bare failure.
 */
enum status staff_case_gone(struct exchange *exchange, uint64_t n, const struct form_values *values,
	struct str what);

/* Reads the case again and leads back to where the button was: the review queue or the case. */
enum status staff_case_back(struct exchange *exchange, struct casework *work, struct case_record *record);

#endif
