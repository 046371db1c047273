/*
 * article_feed: the newest articles of an index as an Atom feed (RFC 4287).  Depends on: pages/feed,
 * lists/articles.
 */
#ifndef PAGES_PUBLISH_ARTICLE_FEED_H
#define PAGES_PUBLISH_ARTICLE_FEED_H

#include "web/route.h"

/* Of an index of publish/article; path names the feed for good: "columns/news". */
enum status article_feed_send(struct exchange *exchange, struct str index, struct str title, struct str path);

#endif
