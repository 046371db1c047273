/*
 * search: searching cases.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_SEARCH_H
#define PAGES_STAFF_SEARCH_H

#include "web/route.h"

enum status staff_search_show(struct exchange *exchange);
enum status staff_search_ask(struct exchange *exchange);
/* The earlier cases of whoever calls: the field "phone" of a work order that is being written. */
enum status staff_search_caller(struct exchange *exchange);
/* Puts the search by under a name for the account; forgets one. */
enum status staff_search_save(struct exchange *exchange);
enum status staff_search_forget(struct exchange *exchange);
enum status staff_search_again(struct exchange *exchange);

#endif
