/*
 * compose: how editors turn a year's report into a draft for review, and the draft as it will be
 * published.  Handlers, as the route table names them.  Depends on: report/frozen, pages/report/report_view.
 */
#ifndef PAGES_REPORT_COMPOSE_H
#define PAGES_REPORT_COMPOSE_H

#include "web/route.h"

enum status report_compose_show(struct exchange *exchange);
enum status report_compose_send(struct exchange *exchange);
enum status report_compose_again(struct exchange *exchange);
/* The frozen draft, for those who review it. */
enum status report_draft_show(struct exchange *exchange);

#endif
