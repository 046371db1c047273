/*
 * articles: what the public reads of published information: an article and its earlier versions, a column,
 * the tree of columns.  Depends on: pages/publish/article_view.
 */
#ifndef PAGES_PUBLISH_ARTICLES_H
#define PAGES_PUBLISH_ARTICLES_H

#include "web/route.h"

/* /articles/N, with ?version=V an earlier version. */
enum status articles_show(struct exchange *exchange);
/* /columns/ID, with ?before=CURSOR. */
enum status articles_column(struct exchange *exchange);
/* /columns */
enum status articles_columns(struct exchange *exchange);

#endif
