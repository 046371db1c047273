/*
 * home: the home page.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_HOME_H
#define PAGES_PUBLIC_HOME_H

#include "web/route.h"

enum status home_show(struct exchange *exchange);

#endif
