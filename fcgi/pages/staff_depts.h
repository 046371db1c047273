/*
 * staff_depts: what the staff's case page says of the departments on a case: who helps, by when an opinion is owed, and what
 * they were asked and answered.  Depends on: pages/staff_view, cases/assist.
 */
#ifndef PAGES_STAFF_DEPTS_H
#define PAGES_STAFF_DEPTS_H

#include "pages/staff_view.h"

/*
 * Adds "assists" [{assist_dept, assist_name, assist_owed, wait_due, wait_at, wait_text, wait_colour}], and "assist_talk"
 * [{is_ask or is_opinion: true, talk_dept, talk_name, talk_who, talk_at, talk_at_text, talk_text}]: what passed between them,
 * oldest first.  thread is what the viewer may see of the thread.
 */
void staff_depts_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct staff_names *names, struct value *view);

#endif
