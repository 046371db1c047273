/*
 * key: wenzhengctl's commands for key files.  Depends on: ctl/ctl.
 */
#ifndef CTL_KEY_H
#define CTL_KEY_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_key[];

#endif
