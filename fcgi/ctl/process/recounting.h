/*
 * recounting: the recount that an update of the program owes (upkeep/recount), in a child process beside the
 * rounds of the jobs.  One that failed is begun again a minute later.  Depends on: ctl, helper/child,
 * upkeep/recount.
 */
#ifndef CTL_PROCESS_RECOUNTING_H
#define CTL_PROCESS_RECOUNTING_H

#include "ctl/ctl.h"
#include "helper/child.h"

/* Begins one when it is owed and none runs; wait: also waits until it has ended. */
enum status recounting_look(struct ctl *ctl, struct child *child, bool wait);

#endif
