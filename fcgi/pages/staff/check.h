/*
 * check: the page of the site check.  A handler, as the route table names it.  Depends on: pages/site,
 * report/site/site_check.
 */
#ifndef PAGES_STAFF_CHECK_H
#define PAGES_STAFF_CHECK_H

#include "web/route.h"

enum status staff_check_show(struct exchange *exchange);

#endif
