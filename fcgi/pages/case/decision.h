/*
 * decision: the written decision on a request.  Handlers, as the route table names them.  Depends on:
 * pages/site.
 */
#ifndef PAGES_CASE_DECISION_H
#define PAGES_CASE_DECISION_H

#include "web/route.h"

enum status tracking_decision(struct exchange *exchange);
enum status staff_decision_show(struct exchange *exchange);
enum status staff_decision_named(struct exchange *exchange);

#endif
