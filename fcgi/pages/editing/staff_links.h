/*
 * staff_links: the articles that have links which no longer open, with each link, why and since when, a page
 * at a time, for those who mend them.  Depends on: publish/outward, lists/articles.
 */
#ifndef PAGES_EDITING_STAFF_LINKS_H
#define PAGES_EDITING_STAFF_LINKS_H

#include "web/route.h"

enum status staff_links_show(struct exchange *exchange);

#endif
