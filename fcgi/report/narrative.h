/*
 * narrative: the sentences of a year's report that only repeat its figures, in the words of such reports.
 * They are made anew whenever the report is shown, so they can't differ from the tables.  Ends the process
 * when the arena is exhausted.  Depends on: report/annual.
 */
#ifndef REPORT_NARRATIVE_H
#define REPORT_NARRATIVE_H

#include "report/annual.h"

/* What follows the words written under that topic or part; empty for most. */
struct str narrative_of(struct arena *arena, const struct annual *annual, enum report_text text);

#endif
