/*
 * duplicates: the duplicates of a case on the staff's page: what was merged into it, and what it might be
 * merged into. Depends on: cases/merge, suggest/already, pages/view/staff_view.
 */
#ifndef PAGES_CASE_DUPLICATES_H
#define PAGES_CASE_DUPLICATES_H

#include "cases/merge.h"
#include "suggest/already.h"

/*
 * Adds "merged_from" [{source_n, source_number, source_title, source_url, source_state, source_state_label,
 * source_supports, source_comments}]: what was merged into the case and this person may see, and
 * "merged_unseen": how many more there are.
 */
void staff_merged_view(const struct merged_part *merged, const struct case_record *record,
	const struct viewer *viewer, struct value *view);

/*
 * Adds "similar": rows as above of topics that the case may duplicate, with source_identical: word for word
 * the same, and source_merges: it may be merged into that one; and "identical": how many say the same.
 */
void staff_similar_view(const struct already_part *already, const struct viewer *viewer, struct value *view);

#endif
