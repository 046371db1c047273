/*
 * keys: the help on keys.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_KEYS_H
#define PAGES_STAFF_KEYS_H

#include "web/route.h"

enum status staff_keys_show(struct exchange *exchange);

#endif
