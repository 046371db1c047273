/*
 * autosave: an answer that somebody is still writing, kept for 30 days so that a lost session, phone or
 * battery loses nothing. A key of its own for each writer and case, which nobody else is shown; it is no part
 * of the case.  Depends on: store.
 */
#ifndef DRAFTS_AUTOSAVE_H
#define DRAFTS_AUTOSAVE_H

#include "model/record.h"

struct autosave {
	struct str text;
	struct str reason;	/* of a revision */
	struct str outcome;	/* of a request, as chosen so far */
	struct str more;	/* the same: what the outcome must say besides */
	struct str told;	/* the same: what a third party that objected is told */
	struct str grounds;	/* the same: what it rests on (law/outcome) */
	int64_t at;		/* ms; 0: nothing is saved */
};

/* The writer who comes with an answer link: the department, for this assignment only. */
struct str autosave_link_writer(struct arena *arena, const struct case_record *record);

/* writer: an account's id, or autosave_link_writer. */
/* The two halves of autosave_read: one command, and its result. */
void autosave_ask(struct casework *work, struct batch *batch, uint64_t n, struct str writer);
enum status autosave_take(struct casework *work, const struct result *result, struct autosave *saved);
enum status autosave_read(struct casework *work, uint64_t n, struct str writer, struct autosave *saved);
/* Saves with the time now, which *saved gets; nothing to save forgets what was. */
enum status autosave_write(struct casework *work, uint64_t n, struct str writer, struct autosave *saved);
enum status autosave_drop(struct casework *work, uint64_t n, struct str writer);

#endif
