/*
 * row: a case as one row of a list, and the departments' names that rows show.  The same for residents and
 * staff, HTML and JSON.  Depends on: cases/deadline, model/department, pages/site.
 */
#ifndef PAGES_VIEW_ROW_H
#define PAGES_VIEW_ROW_H

#include "model/access.h"
#include "model/department.h"
#include "pages/site.h"

/* All departments for public pages, which may be a second old: read from Redis once a second at most. */
enum status depts_read_lately(struct exchange *exchange, struct depts *depts);

/*
 * Fills map with what a list row shows this viewer: n, number, title, url, channel, channel_label, is_topic,
 * is_request, addressee, category, category_label, state, state_label, dept, dept_name, area, asker, created
 * (RFC 3339), created_text ("11月20日"), created_date
 * ("2026-11-20"), answered_date, supports, comments, days_text ("还剩 3 个工作日", "审核已超期 1 个工作日",
 * "用时 2 个工作日"), days_tone: the end of its class due-…: "green", "amber", "red", "done", or "";
 * badge: the end of its class badge-…, the state's name, or "unhappy" for an answer that its asker rated 1 or
 * 2, whose state_label says so to residents.
 */
void row_view(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map);

/* "用时 2 个工作日", "当天答复" …; empty before the answer. */
struct str row_days_taken(const struct casework *work, const struct case_record *record);

#endif
