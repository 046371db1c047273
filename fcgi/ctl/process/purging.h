/*
 * purging: wenzhengctl's command that empties the page cache of this machine's nginx when a worker on another
 * machine takes something back; it runs until it is stopped.  Depends on: ctl/ctl, store/purge.
 */
#ifndef CTL_PROCESS_PURGING_H
#define CTL_PROCESS_PURGING_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_purge[];

#endif
