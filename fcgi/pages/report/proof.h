/*
 * proof: what stands behind a figure of a year's report.  Handlers, as the route table names them.
 * Depends on: pages/site.
 */
#ifndef PAGES_REPORT_PROOF_H
#define PAGES_REPORT_PROOF_H

#include "web/route.h"

enum status staff_proof_show(struct exchange *exchange);

#endif
