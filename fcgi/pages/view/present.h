/*
 * present: cases as view trees, the same for residents and staff, HTML and JSON.  Labels, dates and days are
 * worded here and nowhere else.  Depends on: cases, web.
 */
#ifndef PAGES_VIEW_PRESENT_H
#define PAGES_VIEW_PRESENT_H

#include "pages/view/row.h"
#include "participation/comment_pages.h"

/*
 * Adds the whole case as this viewer may see it, for whoever works on it with the place in clear
 * (privacy/place): the row, and list_url, write_url (where a new one is
 * written, or empty), of a request "request" (application_view) and "clock" (request_clock_view), noun,
 * sender, verb ("/topics", "话题", "提问人", "提问"), created_when, pub_date, accepted_date, answered_at,
 * answered_when, taken_text, due_date, provisional, merged, merged_into, merged_case (pages/view/merged),
 * declined, declined_label, duplicate_number (of the request that a declined one repeats) and duplicate_n (0:
 * not for this viewer), rating, rating_label, earlier_count (superseded answers), and timeline [{step,
 * label, state: done|current|todo|stopped, done/current/todo/stopped: true, state_label, at, at_text,
 * at_short ("11-20", of another year "2025-11-20"), note}],
 * entries: the thread (pages/view/entry, pages/view/photos).
 */
enum status present_case(struct casework *work, const struct case_record *stored, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map);

/*
 * Before present_case: puts the page of comments that the query's before asks for behind the thread
 * (participation/comment_pages), and adds older (before of the next page, 0: none) and later (whether this
 * isn't the first).
 */
/*
 * The same in halves: the page asked for, and after its comments were read (comments_part) what is told of
 * it.
 */
struct comments_page present_comments_asked(const struct exchange *exchange);
void present_comments_read(const struct comments_page *page, struct value *map);
enum status present_comments(struct exchange *exchange, struct casework *work,
	const struct case_record *record, const struct viewer *viewer, struct value **thread,
	struct value *map);

#endif
