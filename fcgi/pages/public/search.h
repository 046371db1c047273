/*
 * search: the public search, over topics, letters, publications and policy documents.  No cache and no search
 * engine keeps what somebody typed.  Without an index the page says so, with 503.  Depends on: search/find.
 */
#ifndef PAGES_PUBLIC_SEARCH_H
#define PAGES_PUBLIC_SEARCH_H

#include "web/route.h"

enum status search_public(struct exchange *exchange);
/* The newest that the same address without "/feed.atom" finds. */
enum status search_feed(struct exchange *exchange);

#endif
