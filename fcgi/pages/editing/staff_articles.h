/*
 * staff_articles: the editors' and reviewers' lists of articles by state.  Depends on: lists/articles,
 * pages/editing/staff_article.
 */
#ifndef PAGES_EDITING_STAFF_ARTICLES_H
#define PAGES_EDITING_STAFF_ARTICLES_H

#include "web/route.h"

enum status staff_articles_list(struct exchange *exchange);

#endif
