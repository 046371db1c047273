/* sites: wenzhengctl site …: the sites that one set of workers serves.  Depends on: ctl, sites/site_configs. */
#ifndef CTL_SITES_SITES_H
#define CTL_SITES_SITES_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_sites[];

#endif
