/*
 * desk: the desk of the yearly reports.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_REPORT_DESK_H
#define PAGES_REPORT_DESK_H

#include "web/route.h"

enum status staff_reports_list(struct exchange *exchange);
enum status staff_reports_show(struct exchange *exchange);

#endif
