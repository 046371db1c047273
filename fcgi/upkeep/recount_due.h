/*
 * recount_due: sets the due time and the next reminder of every open case anew, after the calendar or the
 * rules have changed.  For the operator's command.  Depends on: upkeep/finding, cases/deadline, cases/commit.
 */
#ifndef UPKEEP_RECOUNT_DUE_H
#define UPKEEP_RECOUNT_DUE_H

#include "upkeep/finding.h"

/*
 * Reads the cases in chunks of constant memory.  report is told which due times moved, and wrong counts them.
 */
enum status recount_due(struct casework *work, struct recount *recount);

#endif
