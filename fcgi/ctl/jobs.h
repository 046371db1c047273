/*
 * jobs: wenzhengctl's commands for what is due as time passes.  Depends on: ctl/ctl.
 */
#ifndef CTL_JOBS_H
#define CTL_JOBS_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_jobs[];

#endif
