/*
 * picks_view: the topics that an article lists, and on a topic's page the articles that list it, as view
 * trees.  Both show what the public sees now.  Depends on: lists/picked, pages/publish/article_view,
 * pages/view/row.
 */
#ifndef PAGES_PUBLISH_PICKS_VIEW_H
#define PAGES_PUBLISH_PICKS_VIEW_H

#include "model/record.h"
#include "web/route.h"

/*
 * Adds cases: the topics of an article_text's member cases as rows (row_view) with answer, the first 200
 * characters of the latest, and answer_cut.  *hidden, which may be NULL, is the number of those that are no
 * longer public.
 */
enum status picks_view(struct exchange *exchange, struct str cases, struct value *map, int64_t *hidden);

/* Adds digests: rows (article_row_view) of the newest public articles that list the case. */
enum status picks_articles_view(struct casework *work, const struct case_beside *beside, struct value *map);

#endif
