/*
 * merged: what the page of a merged case says of the one that is worked on instead, to whoever may see that
 * one. Depends on: cases/merge, pages/view/row.
 */
#ifndef PAGES_VIEW_MERGED_H
#define PAGES_VIEW_MERGED_H

#include "pages/view/row.h"

/*
 * Adds to map "merged" (true for a merged case), "merged_into" (the number at the end of the chain; 0 when
 * this viewer may not see that case), "merged_over" (nobody works on that one any more) and, when it may be
 * seen, "merged_case": its row and answer_text, answer_who, answer_when (empty before it is answered).
 */
enum status merged_add(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map);

#endif
