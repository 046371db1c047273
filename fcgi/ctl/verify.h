/*
 * verify: wenzhengctl's commands for checking the published answers.  Depends on: ctl/ctl.
 */
#ifndef CTL_VERIFY_H
#define CTL_VERIFY_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_verify[];

#endif
