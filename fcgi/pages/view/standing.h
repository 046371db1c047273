/*
 * standing: how a case stands, in one sentence with a date: what was done last, and what comes by when.
 * Depends on: model/derive, pages/view/row.
 */
#ifndef PAGES_VIEW_STANDING_H
#define PAGES_VIEW_STANDING_H

#include "model/record.h"

/*
 * Adds to map standing ("市水务局已于11月27日答复，用时 4 个工作日。") and standing_tone: "good" for an
 * answer in time that its asker didn't find bad, "amber" and "red" for time that runs out or has, else "".
 * dept: the name of the department in charge, or empty.
 */
void standing_view(struct casework *work, const struct case_record *record, struct str dept,
	struct value *map);

#endif
