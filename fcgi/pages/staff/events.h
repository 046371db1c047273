/*
 * events: who did what.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_EVENTS_H
#define PAGES_STAFF_EVENTS_H

#include "web/route.h"

enum status staff_events_show(struct exchange *exchange);

#endif
