/*
 * dept: wenzhengctl's commands for departments.  Depends on: ctl/ctl.
 */
#ifndef CTL_DEPT_H
#define CTL_DEPT_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_dept[];

#endif
