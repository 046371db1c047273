/*
 * site: wenzhengctl's commands for the site as a whole.  Depends on: ctl/ctl.
 */
#ifndef CTL_SITE_H
#define CTL_SITE_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_site[];

#endif
