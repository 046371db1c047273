/*
 * separation: the three administrators of GB/T 22239-2019 (8.1.5: system, security, audit) as different
 * people, with [staff] separate_admins; without it admin has the rights of all three.  Pure functions.
 * Depends on: base/config, model/lifecycle.
 */
#ifndef STAFF_SEPARATION_H
#define STAFF_SEPARATION_H

#include "base/config.h"
#include "model/lifecycle.h"

/* Whether one account may not have these roles: one of an administrator and another one. */
bool roles_exclude(const struct config *config, uint32_t roles);
/*
 * What an account with these roles may do on the staff's pages: bits of enum role, ROLE_SOLE_ADMIN among
 * them.  Roles that exclude each other, as from before the separation, give no administrator's right.
 */
uint32_t roles_rights(const struct config *config, uint32_t roles);
/* The roles that count in casework: separated administrators read no case and no contact data. */
uint32_t roles_in_casework(const struct config *config, uint32_t roles);

#endif
