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

/* What comes along with an answer, and what becomes of it. */
struct autosave_enclosing {
	const struct viewer *by;
	/* the act by which the answer is to be sent with it, or NULL: it is saved */
	struct act *sending;
	/* Out: the mark of what goes with the answer when it has changed, else empty. */
	struct str changed;
	/* Out: id of the same file, which was there already; else empty. */
	struct str there;
};

/*
 * Takes in what came along for the answer: photos and a file to be added, and what is to be left out (the
 * field "drop").  ERR_INVALID, ERR_TOO_MANY and ERR_AWAY with the message beside the field; ERR_NOT_NOW and
 * ERR_CONFLICT as enclosure_change.  Nothing to do when nothing came.  sending learns the mark of what goes
 * with it now; a file in which something hides is taken in then, and ERR_INVALID all the same, so that its
 * sender reads what hides first.
 */
enum status autosave_enclose(struct exchange *exchange, uint64_t n, struct form_values *values,
	struct autosave_enclosing *enclosing);
/* What follows the query of the page's address, so that it shows that; empty when nothing became of it. */
struct str autosave_enclosed_place(struct arena *arena, const struct autosave_enclosing *enclosing);
/*
 * For an answer that isn't sent since its writer saw other photos or files: says beside their field who
 * changed them (by name only to whom the case is business), when and how, and why on top.  *why stays when
 * nobody knows.
 */
enum status autosave_enclosed_winner(struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct form_values *values, struct str *why);
/* The field of what came along and is wrong, ENCLOSED_PHOTO or ENCLOSED_FILE, or NULL; what to say on top. */
const char *autosave_enclose_fault(const struct form_values *values);
struct str autosave_enclose_failed(const struct form_values *values);
/*
 * The sentence that what came along was not taken in; empty when nothing came, or enclosing (may be NULL)
 * says that something became of it.
 */
struct str autosave_enclose_untaken(const struct exchange *exchange,
	const struct autosave_enclosing *enclosing);
/* What to say on top of an answer that was refused: why, and that sentence if somebody was first. */
struct str autosave_enclose_lost(const struct exchange *exchange, const struct autosave_enclosing *enclosing,
	enum status status, struct str why);
/*
 * For a form whose token is too old: says beside their fields that photos and files were not taken in; what
 * to say on top, empty when none came.
 */
struct str autosave_enclose_missed(struct exchange *exchange, struct form_values *values);
/*
 * Adds what goes with the answer so far: enclosed {mark, photos, files, hides: whether something does in a
 * file, looked: whether that was ticked as read; photo_note, file_note, or added_note with a file: what has
 * just become of it}, and noted.  just: what came with this request; NULL: what its address says, if that is
 * so.
 */
void autosave_enclosed_view(struct exchange *exchange, const struct case_record *record,
	const struct value *thread, const struct autosave_enclosing *just, struct value *view);

#endif
