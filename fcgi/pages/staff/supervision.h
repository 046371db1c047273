/*
 * supervision: what a supervisor looks after.  Handlers, as the route table names them.  Depends on:
 * pages/site.
 */
#ifndef PAGES_STAFF_SUPERVISION_H
#define PAGES_STAFF_SUPERVISION_H

#include "web/route.h"

enum status staff_supervision_show(struct exchange *exchange);
enum status staff_supervision_csv(struct exchange *exchange);

#endif
