/*
 * staff_article: one article as staff see it: its draft, what may be done to it, the review.  Depends on:
 * pages/publish/article_view, publish/article_change, publish/article_check.
 */
#ifndef PAGES_EDITING_STAFF_ARTICLE_H
#define PAGES_EDITING_STAFF_ARTICLE_H

#include "publish/article.h"
#include "web/route.h"

enum status staff_article_show(struct exchange *exchange);
/* What the lifecycle allows besides writing: submit, recall, reject, approve, discard, take-down. */
enum status staff_article_act(struct exchange *exchange);

/* The number that the path names; 0: none. */
uint64_t staff_article_number(const struct exchange *exchange);
/*
 * What the desk shows of it: the draft, else the latest version; or the version that the query asks for.
 */
enum status staff_article_shown(struct exchange *exchange, struct article *article,
	struct article_version *shown);
/* Its state in a word or two, for staff. */
struct str staff_article_label(const struct article *article);
/*
 * The article's page after a refusal; field is the one of article_action_form that is wrong, or NULL.
 */
enum status staff_article_again(struct exchange *exchange, const char *field, enum status fault,
	struct str why);
/* After an action of that name: to the article's page; for programs {"article","version","state"}. */
enum status staff_article_done(struct exchange *exchange, const struct article *article, const char *done);

#endif
