/*
 * stats_csv: the statistics as tables for spreadsheets.  Handlers, as the route table names them.  Depends
 * on: pages/site.
 */
#ifndef PAGES_PUBLIC_STATS_CSV_H
#define PAGES_PUBLIC_STATS_CSV_H

#include "web/route.h"

enum status stats_csv(struct exchange *exchange);
enum status stats_dept_csv(struct exchange *exchange);

#endif
