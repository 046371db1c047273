/*
 * reader: how an address of this site answers anybody who follows a link to it: the row of the route table is
 * called as for a HEAD request without cookies, so that whether a page is public is decided where pages
 * decide it.  Nothing is rendered or counted.  Depends on: pages/http/routes, pages/publish/articles.
 */
#ifndef PAGES_HTTP_READER_H
#define PAGES_HTTP_READER_H

#include "pages/site.h"

/* A page that has moved is followed so often. */
#define READER_HOPS 5

/*
 * uri: path and query of this site.  *why: what is wrong in Chinese (static storage); NULL: it opens.  Fails
 * only where the page can't be looked at, such as ERR_AWAY.
 */
enum status reader_opens(const struct exchange *asking, struct str uri, const char **why);

#endif
