/*
 * system: how the parts of the board are at this moment, for administrators.  A handler, as the route table
 * names it.  Depends on: pages/site, health/facts.
 */
#ifndef PAGES_STAFF_SYSTEM_H
#define PAGES_STAFF_SYSTEM_H

#include "web/route.h"

enum status staff_system_show(struct exchange *exchange);

#endif
