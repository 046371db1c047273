/*
 * declined: what was declined of requests for information, for supervisors.  A handler, as the route table
 * names it.  Depends on: lists/declined, pages/site.
 */
#ifndef PAGES_STAFF_DECLINED_H
#define PAGES_STAFF_DECLINED_H

#include "web/route.h"

enum status staff_declined_show(struct exchange *exchange);

#endif
