/*
 * autosave_view: what the staff's case page and the answer link share of saved answers: who may save one,
 * what came in to be saved, what is shown of it, and of the photos and files that go with it.  Depends on:
 * drafts/autosave, participation/enclosure, pages/case/forms.
 */
#ifndef PAGES_CASE_AUTOSAVE_VIEW_H
#define PAGES_CASE_AUTOSAVE_VIEW_H

#include "cases/action.h"
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

/*
 * Takes in what came along for the answer: photos and a file to be added, and what is to be left out (the
 * field "drop").  ERR_INVALID, ERR_TOO_MANY and ERR_AWAY with the message beside the field; ERR_NOT_NOW and
 * ERR_CONFLICT as enclosure_change.  Nothing to do when nothing came.  sending: the act by which the answer
 * is to be sent with it, which learns the mark of what goes with it now; a file in which something hides is
 * taken in then, and ERR_INVALID all the same, so that its sender reads what hides first.  NULL: it is saved.
 */
enum status autosave_enclose(struct exchange *exchange, uint64_t n, const struct viewer *viewer,
	struct form_values *values, struct act *sending);
/* The field of what came along and is wrong, ENCLOSED_PHOTO or ENCLOSED_FILE, or NULL; what to say on top. */
const char *autosave_enclose_fault(const struct form_values *values);
struct str autosave_enclose_failed(const struct form_values *values);
/* Adds what goes with the answer so far: enclosed {photos, files}. */
void autosave_enclosed_view(struct casework *work, const struct case_record *record,
	const struct value *thread, struct value *view);

#endif
