/*
 * archive: wenzhengctl's commands for the archive packages of requests.  Depends on: ctl/ctl.
 */
#ifndef CTL_ARCHIVE_H
#define CTL_ARCHIVE_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_archive[];

#endif
