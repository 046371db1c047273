/*
 * articles: what the public reads of an article: its latest version, earlier ones, what is left of one that
 * was taken off.  Depends on: pages/publish/article_view.
 */
#ifndef PAGES_PUBLISH_ARTICLES_H
#define PAGES_PUBLISH_ARTICLES_H

#include "web/route.h"

/* /articles/N, with ?version=V an earlier version. */
enum status articles_show(struct exchange *exchange);

/*
 * For an address that no route has: 301 to the article that had it on an older portal
 * (publish/article_origin), of its .json twin to the article's; else ERR_NOT_FOUND.
 */
enum status articles_forward(struct exchange *exchange);

#endif
