/*
 * demo: wenzhengctl's commands for sample messages.  Depends on: ctl/ctl.
 */
#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_demo[];

#endif
