/*
 * filing: the form on which a department files its part of a year's report.  Handlers, as the route
 * table names them.  Depends on: pages/site.
 */
#ifndef PAGES_REPORT_FILING_H
#define PAGES_REPORT_FILING_H

#include "web/route.h"

enum status staff_filing_show(struct exchange *exchange);
enum status staff_filing_save(struct exchange *exchange);
enum status staff_filing_again(struct exchange *exchange);

#endif
