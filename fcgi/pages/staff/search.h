/*
 * search: searching cases.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_SEARCH_H
#define PAGES_STAFF_SEARCH_H

#include "web/route.h"

enum status staff_search_show(struct exchange *exchange);
enum status staff_search_ask(struct exchange *exchange);
enum status staff_search_again(struct exchange *exchange);

#endif
