/*
 * view: cases as view trees, the same for residents and staff, HTML and JSON.  Labels, dates and days are
 * worded here and nowhere else.  Depends on: cases, web.
 */
#ifndef PAGES_VIEW_PRESENT_H
#define PAGES_VIEW_PRESENT_H

#include "participation/comment_pages.h"
#include "model/department.h"
#include "model/access.h"
#include "pages/site.h"

/* Departments by id, read once a request.  Without any, ids stand for names. */
struct depts {
	struct dept *list;
	size_t count;
};
enum status present_depts(struct casework *work, struct depts *depts);
/* The same for public pages, which may be a second old: read from Redis once a second at most. */
enum status present_depts_lately(struct exchange *exchange, struct depts *depts);

/*
 * Fills map with what a list row shows this viewer: n, number, title, url, channel, channel_label, is_topic, is_request, addressee, category, category_label, state,
 * state_label, dept, dept_name, area, asker, created (RFC 3339), created_text ("11月20日"), created_date
 * ("2026-11-20"), answered_date, supports, comments, days_text ("还剩 3 个工作日", "审核已超期 1 个工作日",
 * "用时 2 个工作日"), days_tone: the end of its class due-…: "green", "amber", "red", "done", or "".
 */
void present_row(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map);

/*
 * Adds the whole case as this viewer may see it: the row, and list_url, write_url (where a new one is written, or empty), of a request "request" (application_view) and "clock" (clockface_view), noun, sender, verb ("/topics", "话题", "提问人", "提问"), created_when, pub_date, accepted_date, answered_at, answered_when, taken_text, due_date,
 * provisional, merged, merged_into, merged_case (pages/view/merged), declined, declined_label, rating, rating_label, earlier_count (superseded
 * answers), and
 * timeline [{step, label, state: done|current|todo|stopped, done/current/todo/stopped: true, state_label, at, at_text,
 * at_short ("11-20", of another year "2025-11-20"), note}],
 * entries [{id, kind, at, at_text ("2026年11月20日 10:00"), day_text, text, is_question/is_followup/is_comment/is_event/
 * is_note/is_answer: true; who; of an answer: version, reason, seal, seal_url, dept_name, current: true for the one in
 * force, earlier: true for those before it; of an event: action, by; of a note (what was written with the event before
 * it): action}].
 */
enum status present_case(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map);

/*
 * Before present_case: puts the page of comments that the query's before asks for behind the thread (participation/comment_pages), and
 * adds older (before of the next page, 0: none) and later (whether this isn't the first).
 */
/* The same in halves: the page asked for, and after its comments were read (comments_part) what is told of it. */
struct comments_page present_comments_asked(const struct exchange *exchange);
void present_comments_read(const struct comments_page *page, struct value *map);
enum status present_comments(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value **thread, struct value *map);

/* Adds the photos of an entry or held post, if it has any: photos [{photo_id, width, height, alt}]. */
void present_photos(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map);

/* Where the public page of a case of that channel is: "/topics/17"; empty for a channel that has no public pages. */
struct str present_url(struct arena *arena, enum channel channel, uint64_t n);
/* "11月20日" in the year of now, else "2025年11月20日". */
struct str present_day(struct arena *arena, int64_t ms, int64_t now);
/* A date or minute ("2026-11-20 18:00") without its year when that is the present one: "11-20 18:00". */
struct str present_short(struct str minute, const struct casework *work);
/* "2026年11月20日 10:00" */
struct str present_minute(struct arena *arena, int64_t ms);
/* RFC 3339; empty for 0. */
struct str present_instant(struct arena *arena, int64_t ms);
/* "很不满意" … "非常满意" for 1–5; else empty. */
struct str present_rating(int64_t rating);

#endif
