/*
 * digests: where editors pick the topics of a digest (微问政消息), by the day of their answer.  What is
 * picked goes on to the form of an article.  Works by addresses alone, so without scripts.  Depends on:
 * publish/digest, lists/listing, pages/editing/staff_article.
 */
#ifndef PAGES_EDITING_DIGESTS_H
#define PAGES_EDITING_DIGESTS_H

#include "publish/article_text.h"
#include "web/route.h"

/* GET /digests: they have a column now. */
enum status digests_list(struct exchange *exchange);

/*
 * GET /staff/digests?from=2026-11-01&to=2026-11-29: the topics that were answered on these days, a page of
 * 20, to tick.  "cases" is what was picked before, "seen" what this page showed, "pick" each ticked one; "go"
 * is "next" (page; its cursor in "next") or "write" (on to the form); "article" the draft that is picked for,
 * of a new one none.  422 when nothing or more than PICKS_MOST are picked, or a day is none.
 */
enum status staff_digests_pick(struct exchange *exchange);

/* Fills in what the form of a draft begins with when its address names cases, and for a new one the days. */
enum status digests_prefill(struct exchange *exchange, struct article_text *text);

#endif
