/*
 * staff_articles: the editors' and reviewers' lists of articles by state.  Depends on: lists/articles,
 * pages/publish/staff_article.
 */
#ifndef PAGES_PUBLISH_STAFF_ARTICLES_H
#define PAGES_PUBLISH_STAFF_ARTICLES_H

#include "web/route.h"

enum status staff_articles_list(struct exchange *exchange);

#endif
