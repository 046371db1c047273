/*
 * autosave_view: what the staff's case page and the answer link share of saved answers: who may save one,
 * what came in to be saved, what is shown of it.  Depends on: drafts/autosave, pages/case/forms.
 */
#ifndef PAGES_CASE_AUTOSAVE_VIEW_H
#define PAGES_CASE_AUTOSAVE_VIEW_H

#include "drafts/autosave.h"
#include "pages/case/forms.h"
#include "pages/site.h"

/* The form of the answer that this person may write for the case now, or NULL. */
const struct action_form *autosave_form(struct casework *work, const struct case_record *record,
	const struct viewer *viewer);

/* Whether this person may send an answer to the case now, and so is shown what was saved of one. */
bool autosave_open(struct casework *work, const struct case_record *record, const struct viewer *viewer);

/* What came in to be saved, or nothing when it says "discard"; false if it is too long. */
bool autosave_received(struct exchange *exchange, const struct form_values *values, struct autosave *saved);

/* Adds saved_at (RFC 3339), saved_at_text ("11-23 09:05"), saved_clock ("09:05"), if anything is saved. */
void autosave_view(struct casework *work, const struct autosave *saved, struct value *view);

#endif
