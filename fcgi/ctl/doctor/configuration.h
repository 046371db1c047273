/*
 * configuration: everything that is wrong with a site's configuration and with what it names: files, folders,
 * targets, keys, addresses, further sites.  Reads and creates nothing, so that it can be run before the first
 * start and by another account than the worker's; what that account may not look at is passed over.
 * `wenzhengctl check-config` prints it, and the doctor shows it.  Depends on: sites, notify/targets,
 * crypt/keys, pages/brand, store.
 */
#ifndef CTL_DOCTOR_CONFIGURATION_H
#define CTL_DOCTOR_CONFIGURATION_H

#include "ctl/ctl.h"

/*
 * Tells each thing that is wrong, with the file, the line, the setting, the cause and what to write instead.
 * state may be NULL.  whole: also of folders and keys, at which the doctor looks by itself.
 */
void configuration_check(const char *file, const char *state, bool whole, const struct problem_listener *to);

extern const struct ctl_command ctl_configuration[];

#endif
