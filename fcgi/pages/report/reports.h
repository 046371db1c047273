/*
 * reports: the yearly reports as everybody reads them: the years, a report as it was frozen, and the proof of
 * each of its figures with its inclusion list.  Handlers, as the route table names them.  Depends on:
 * pages/report/report_view.
 */
#ifndef PAGES_REPORT_REPORTS_H
#define PAGES_REPORT_REPORTS_H

#include "web/route.h"

enum status reports_list(struct exchange *exchange);
enum status reports_show(struct exchange *exchange);
/* /reports/YYYY/proof/FIGURE, and FIGURE.ndjson: the list itself, which nginx sends. */
enum status reports_proof(struct exchange *exchange);

#endif
