/*
 * annual_view: a year's report as a tree: what the staff's page, `wenzhengctl report` and their JSON show, so
 * that no rendering has data that another lacks.  Ends the process when the arena is exhausted.  Depends on:
 * report/annual.
 */
#ifndef REPORT_ANNUAL_VIEW_H
#define REPORT_ANNUAL_VIEW_H

#include "report/annual.h"

/*
 * What everybody may read once it is published.  Adds to view: year, title, period, source (of the form),
 * "figures" of part one, "topics", "problems" and "other" (paragraphs, and "figures": the sentences of
 * report/narrative), "tables" as report/tables_view, each cell with text, computed and entered, fees (万元).
 */
void annual_public_view(const struct casework *work, struct annual *annual, struct value *view);

/*
 * The same for staff, with: over (whether the year is), "filings" (of each department), due, "lacking" (how
 * many have not filed), "checks" (every rule of the form, each with its failures), "failed": how many fail.
 */
void annual_view(const struct casework *work, struct annual *annual, struct value *view);

/* Whether the year is over. */
bool annual_over(const struct casework *work, int year);

#endif
