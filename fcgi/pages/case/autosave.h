/*
 * autosave: what the staff's case page and the answer link share of saved answers.  Depends on: cases/autosave.
 */
#ifndef PAGES_CASE_AUTOSAVE_H
#define PAGES_CASE_AUTOSAVE_H

#include "cases/autosave.h"
#include "pages/site.h"

/* Whether this person may send an answer to the case now, and so is shown what was saved of one. */
bool staff_saved_open(struct casework *work, const struct case_record *record, const struct viewer *viewer);

/* What came in to be saved, or nothing when it says "discard"; false if it is too long. */
bool staff_saved_take(struct exchange *exchange, const struct form_values *values, struct saved *saved);

/* Adds saved_at (RFC 3339), saved_at_text ("11-23 09:05"), saved_clock ("09:05"), if anything is saved. */
void staff_saved_view(struct casework *work, const struct saved *saved, struct value *view);

/* The handlers, as the route table names them. */
enum status staff_save(struct exchange *exchange);
enum status staff_save_again(struct exchange *exchange);

#endif
