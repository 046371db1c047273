/*
 * articles: what the public reads of an article: its latest version, earlier ones, what is left of one that
 * was taken off.  Depends on: pages/publish/article_view.
 */
#ifndef PAGES_PUBLISH_ARTICLES_H
#define PAGES_PUBLISH_ARTICLES_H

#include "web/route.h"

/* /articles/N, with ?version=V an earlier version. */
enum status articles_show(struct exchange *exchange);

#endif
