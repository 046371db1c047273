/*
 * feeds: the Atom feed and the sitemaps.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_FEEDS_H
#define PAGES_PUBLIC_FEEDS_H

#include "web/route.h"

enum status feeds_atom(struct exchange *exchange);
enum status feeds_topic(struct exchange *exchange);
enum status feeds_sitemap(struct exchange *exchange);
enum status feeds_sitemap_places(struct exchange *exchange);
enum status feeds_sitemap_cases(struct exchange *exchange);
enum status feeds_sitemap_articles(struct exchange *exchange);

#endif
