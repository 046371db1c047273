/*
 * staff_view: what several of the staff's pages show alike: who did something, when something is due, where a
 * desk's next case is.  Owns nothing beyond the arena.  Depends on: pages/view/present, staff/account.
 */
#ifndef PAGES_VIEW_STAFF_VIEW_H
#define PAGES_VIEW_STAFF_VIEW_H

#include "pages/view/present.h"
#include "staff/staff_names.h"

/* staff_who, for a caller who names nobody else: reads the names itself. */
enum status staff_who_read(struct casework *work, struct str by, struct str *name);

/* "交办", "查看联系方式" …: an action as the records call it. */
struct str staff_action_label(struct str name);

/* The sentence for the loser of a race: who did the last step, and which. */
enum status staff_winner(struct casework *work, const struct case_record *after, struct str *why);

/* "审核", "交办", "审签", or the department's name. */
struct str staff_desk_label(const struct staff_names *names, struct str desk);

/*
 * The desk that this person looks at a case from: the wanted one if the person works there, else where the
 * case waits, else the first own one; or empty.
 */
struct str staff_desk_of(struct arena *arena, const struct case_record *record, const struct viewer *viewer,
	struct str wanted);

/*
 * Adds wait_due (ms), wait_at (wording_moment), wait_text ("还剩 3 个工作日") and
 * wait_colour (green, amber, red; empty without a due time).
 */
void staff_due_view(struct casework *work, int64_t due, struct value *map);

/*
 * Whether this member of staff has business with the case; being public alone is not enough for the staff's
 * pages.
 */
bool staff_may_open(const struct case_record *record, const struct viewer *viewer);

/* A number as it stands in a path or field: the case's own, or its whole "YC20261123-00017". */
bool staff_case_of(struct casework *work, struct str text, uint64_t *n);

/* Adds the standard phrases of a department, which a line "---" separates, as strings to list. */
void staff_phrases(struct str phrases, struct value *list);

/* Adds "reasons": [{code, reason_label}], why a post may be refused. */
void staff_reasons(struct value *frame);

/* Fills the view after an action for programs: {"case","number","state","version"}. */
void staff_done_view(struct casework *work, const struct case_record *record, struct value *view);

#endif
