/*
 * queue: the desks: what waits where.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_QUEUE_H
#define PAGES_STAFF_QUEUE_H

#include "web/route.h"

enum status staff_queue_overview(struct exchange *exchange);
enum status staff_queue_show(struct exchange *exchange);
enum status staff_queue_next(struct exchange *exchange);

#endif
