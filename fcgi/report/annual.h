/*
 * annual: a year's report as it stands: what the cases give (report/yearly), what the departments filed,
 * their sum, the words, and what the checks find.  Depends on: report/overall, report/yearly, report/filing,
 * report/texts, report/check, report/frozen, staff/staff_names.
 */
#ifndef REPORT_ANNUAL_H
#define REPORT_ANNUAL_H

#include "report/check.h"
#include "report/filing.h"
#include "report/texts.h"
#include "report/overall.h"
#include "report/yearly.h"
#include "staff/staff_names.h"

struct annual {
	int year;
	struct overall overall;
	struct yearly computed;
	struct report_figures entered;	/* the sum of the filings, with its sums */
	struct report_figures sum;	/* of both */
	struct depts depts;
	struct filing *filings;		/* beside depts.list */
	struct report_texts texts;
	struct staff_names names;	/* of those who filed */
	struct check_list checks;
};

/* ERR_NOT_FOUND for a year without a report (yearly_valid). */
enum status annual_read(struct casework *work, int year, struct annual *out);

/* Whether a department's filing is asked for and not there. */
bool annual_lacks(const struct annual *annual, size_t dept);

#endif
