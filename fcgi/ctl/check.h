/*
 * check: wenzhengctl's check of the website against the indicators of an inspection.  Depends on: ctl/ctl,
 * report/site/site_check.
 */
#ifndef CTL_CHECK_H
#define CTL_CHECK_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_check[];

#endif
