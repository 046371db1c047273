/*
 * report_view: a frozen report as a tree for its page and its JSON: the frozen data, the version that they
 * are of, last year beside this one, charts.  Ends the process when the arena is exhausted.  Depends on:
 * report/frozen, pages/view/chart.
 */
#ifndef PAGES_REPORT_REPORT_VIEW_H
#define PAGES_REPORT_REPORT_VIEW_H

#include "report/frozen.h"

/*
 * Adds the frozen data (report/frozen/compose) but the folder's name; "article" {n, version, published, …} of
 * the version; "comparison" [{id, label, unit, this, last}]; "received_chart", "result_chart".
 */
void report_view(struct arena *arena, const struct frozen *frozen, struct value *view);

/* What the departments entered, for readers: [{name, figures [{id, words, amount}]}]. */
void report_filed_view(struct arena *arena, const struct frozen *frozen, struct value *list);

/* "/reports/2020" */
struct str report_url(struct arena *arena, int64_t year);

/*
 * A figure's proof: {year, figure, words, text, computed, entered, rule, count, sum, sha256, list_url,
 * "filed" [{dept, name, amount}]}.  False for what is no figure of the report.
 */
bool report_figure_view(struct arena *arena, const struct frozen *frozen, struct str id, struct value *view);

#endif
