/*
 * articles: the editors' pages of published information: lists by state, the draft's form, one article with
 * what may be done to it, the review.  Depends on: pages/publish/article_view, publish/article_change.
 */
#ifndef PAGES_PUBLISH_STAFF_ARTICLES_H
#define PAGES_PUBLISH_STAFF_ARTICLES_H

#include "web/route.h"

enum status staff_articles_list(struct exchange *exchange);
enum status staff_articles_new(struct exchange *exchange);
enum status staff_articles_create(struct exchange *exchange);
enum status staff_articles_create_again(struct exchange *exchange);
enum status staff_articles_show(struct exchange *exchange);
enum status staff_articles_form(struct exchange *exchange);
enum status staff_articles_edit(struct exchange *exchange);
enum status staff_articles_edit_again(struct exchange *exchange);
/* What the lifecycle allows besides writing: submit, recall, reject, approve, discard, take-down. */
enum status staff_articles_act(struct exchange *exchange);

#endif
