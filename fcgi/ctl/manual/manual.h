/*
 * manual: wenzhengctl manual: what the pages in man/ and bash's completion take from the tables of commands
 * and settings.  scripts/manual puts it there.  Depends on: ctl, ctl/manual/sample.
 */
#ifndef CTL_MANUAL_MANUAL_H
#define CTL_MANUAL_MANUAL_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_manual[];

#endif
