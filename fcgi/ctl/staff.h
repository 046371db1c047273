/*
 * staff: wenzhengctl's commands for accounts of the staff.  Depends on: ctl/ctl.
 */
#ifndef CTL_STAFF_H
#define CTL_STAFF_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_staff[];

#endif
