/*
 * columns: what the public reads of columns: their tree, a column's articles a page at a time or of one
 * month, its feed.  Depends on: pages/publish/article_view, pages/feed.
 */
#ifndef PAGES_PUBLISH_COLUMNS_H
#define PAGES_PUBLISH_COLUMNS_H

#include "web/route.h"

/* /columns */
enum status columns_list(struct exchange *exchange);
/* /columns/ID, with ?month=2026-11 and ?before=CURSOR. */
enum status columns_show(struct exchange *exchange);
/* /columns/ID/feed.atom: the newest articles (RFC 4287). */
enum status columns_feed(struct exchange *exchange);

#endif
