/*
 * interpretations: policy documents that nobody interprets yet, as the staff's pages show them: on the start
 * page, on the supervisor's, in a list of their own.  Depends on: publish/article_access, lists/articles,
 * pages/view/staff_view.
 */
#ifndef PAGES_VIEW_INTERPRETATIONS_H
#define PAGES_VIEW_INTERPRETATIONS_H

#include "model/access.h"

/* Adds "interpretations": {open, late} for whoever looks after any that are open. */
enum status interpretations_count_view(struct casework *work, const struct viewer *viewer,
	struct value *view);

/*
 * Adds "tasks", soonest first behind the cursor, a page of them: {n, title, number, public_url,
 * published_text, dept_name, draft_url for an editor} and what staff_due_view says; and "tasks_next".  late:
 * only those past their day.  ERR_FORBIDDEN for whoever looks after none.
 */
enum status interpretations_view(struct casework *work, const struct viewer *viewer, struct str after,
	bool late, struct value *view);

#endif
