/*
 * present: cases as view trees, the same for residents and staff, HTML and JSON.  Labels, dates and days are
 * worded here and nowhere else.  Depends on: cases, web.
 */
#ifndef PAGES_PRESENT_H
#define PAGES_PRESENT_H

#include "cases/dept.h"
#include "cases/visible.h"
#include "pages/site.h"

/* Departments by id, read once a request. */
struct depts {
	struct dept *list;
	size_t count;
};
enum status present_depts(struct casework *work, struct depts *depts);

/*
 * Fills map with what a list row shows: n, number, title, url, channel, channel_label, category, category_label, state, state_label,
 * dept, dept_name, area, asker, created, created_date, answered_date, supports, comments, days_text ("还剩 3 个工作日", "已超期 1 个工作日", "用时 2 个工作日"),
 * days_tone ("ok", "soon", "late", "done", "").
 */
void present_row(struct casework *work, const struct case_record *record, const struct depts *depts, struct value *map);

/*
 * Adds the whole case as this viewer may see it: row plus timeline [{step, label, state: done|current|todo, at_text, note}], entries
 * [{id, kind, is_question/is_answer/…: true, at_text, at, text, who, version, seal_url, earlier: true for superseded answers}], rating, stars.
 */
enum status present_case(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map);

#endif
