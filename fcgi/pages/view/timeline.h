/*
 * timeline: the five steps of a case as everybody sees them: 提交 → 审核 → 交办 → 答复 → 评价, each done,
 * current, still to come, or where the case ended.  Drawn from the record alone.  Depends on: model/record,
 * pages/view/present.
 */
#ifndef PAGES_VIEW_TIMELINE_H
#define PAGES_VIEW_TIMELINE_H

#include "model/record.h"

/* Adds "timeline" to map (its rows: present_case); dept is the name of the department in charge, or empty. */
void timeline_add(struct casework *work, const struct case_record *record, struct str dept,
	struct value *map);

#endif
