/*
 * review_view: what a review of an article shows beside its text: who wrote it, what the system found in it,
 * and an emergency publication that waits for its review.  The desk and the review link share it.  Depends
 * on: publish/article, pages/view/staff_view.
 */
#ifndef PAGES_EDITING_REVIEW_VIEW_H
#define PAGES_EDITING_REVIEW_VIEW_H

#include "publish/article.h"
#include "web/route.h"

/* Who created it, who wrote in the draft, who approved it, by their names. */
enum status review_people_view(struct exchange *exchange, const struct article *article, struct value *map);
/*
 * What the system finds in the draft, and a box for each kind of finding that is to be answered for; ticked:
 * those that were, with commas between.
 */
enum status review_findings_view(struct exchange *exchange, const struct article *article,
	const struct article_text *text, struct str ticked, struct value *map);
/* The latest emergency publication, if there ever was one; shown: the version that the page shows. */
enum status review_emergency_view(struct exchange *exchange, const struct article *article,
	const struct article_version *shown, struct value *map);

#endif
