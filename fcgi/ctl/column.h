/*
 * column: wenzhengctl's commands for columns of published information.  Depends on: ctl/ctl, publish/column.
 */
#ifndef CTL_COLUMN_H
#define CTL_COLUMN_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_column[];

#endif
