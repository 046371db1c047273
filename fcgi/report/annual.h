/*
 * annual: a year's report as it stands: what the cases give (report/yearly), what was entered, their sum, and
 * what the checks find.  Depends on: report/yearly, report/check.
 */
#ifndef REPORT_ANNUAL_H
#define REPORT_ANNUAL_H

#include "report/check.h"
#include "report/yearly.h"

struct annual {
	int year;
	struct yearly computed;
	struct report_figures sum;	/* with the sums */
	struct check_list checks;
};

/* ERR_NOT_FOUND for a year without a report (yearly_valid). */
enum status annual_read(struct casework *work, int year, struct annual *out);

#endif
