/*
 * import: wenzhengctl's commands for cases of an older system or a higher platform.  Depends on: ctl/ctl.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_import[];

#endif
