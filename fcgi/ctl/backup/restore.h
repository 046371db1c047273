/*
 * restore: wenzhengctl restore, which puts a backup back into an empty site.  Nothing is written before every
 * file agreed with the inventory, and nothing over what is there.  Redis's list of its files gets its name
 * last, so a restore that was cut short isn't taken for a site with nothing in it, nor started.
 * Depends on: the rooms below ctl.
 */
#ifndef CTL_BACKUP_RESTORE_H
#define CTL_BACKUP_RESTORE_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_restore[];

#endif
