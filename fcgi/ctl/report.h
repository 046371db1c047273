/*
 * report: wenzhengctl's command for a year's report.  Depends on: ctl/ctl, report/annual_view.
 */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_report[];

#endif
