/*
 * annual_print: the tree of a year's report (report/annual_view) as CSV and as Markdown.  Ends the process
 * when the arena is exhausted.  Depends on: base/csv_print.
 */
#ifndef REPORT_ANNUAL_PRINT_H
#define REPORT_ANNUAL_PRINT_H

#include "base/value.h"

/* One row a figure: id, part, heading, row, column, what the cases give, the figure. */
struct str annual_csv(struct arena *arena, const struct value *view);
struct str annual_markdown(struct arena *arena, const struct value *view);

#endif
