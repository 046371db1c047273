/*
 * staff_article: one article as staff see it: its draft, what may be done to it, the review.  Depends on:
 * pages/publish/article_view, publish/article_change, publish/article_check.
 */
#ifndef PAGES_PUBLISH_STAFF_ARTICLE_H
#define PAGES_PUBLISH_STAFF_ARTICLE_H

#include "publish/article.h"
#include "web/route.h"

enum status staff_article_show(struct exchange *exchange);
/* What the lifecycle allows besides writing: submit, recall, reject, approve, discard, take-down. */
enum status staff_article_act(struct exchange *exchange);

/* The number that the path names; 0: none. */
uint64_t staff_article_number(const struct exchange *exchange);
/*
 * The draft, or where there is none the published version as the beginning of a revision.  ERR_NOT_FOUND for
 * a number that is no article.
 */
enum status staff_article_read(struct casework *work, uint64_t n, struct article *article,
	struct article_text *text);
/* Its state in a word or two, for staff. */
struct str staff_article_label(const struct article *article);
/* After an action of that name: to the article's page; for programs {"article","version","state"}. */
enum status staff_article_done(struct exchange *exchange, const struct article *article, const char *done);

#endif
