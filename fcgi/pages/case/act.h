/*
 * act: what is done to a case.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_CASE_ACT_H
#define PAGES_CASE_ACT_H

#include "web/route.h"

enum status staff_act_send(struct exchange *exchange);
enum status staff_act_again(struct exchange *exchange);

#endif
