#include "staff/separation.h"

bool roles_exclude(const struct config *config, uint32_t roles)
{
	return config->staff.separate_admins && (roles & ROLE_ADMINISTRATORS) != 0 &&
		(roles & (roles - 1)) != 0;
}

uint32_t roles_rights(const struct config *config, uint32_t roles)
{
	if (roles_exclude(config, roles))
		return roles & ~ROLE_ADMINISTRATORS;
	if (config->staff.separate_admins)
		return roles;
	/* Who gives roles could give itself all of them. */
	if ((roles & ROLE_ADMIN) == 0)
		return roles & ~(uint32_t)ROLE_SECURITY;
	return roles | ROLE_ADMINISTRATORS | ROLE_SOLE_ADMIN;
}

uint32_t roles_in_casework(const struct config *config, uint32_t roles)
{
	return config->staff.separate_admins ? roles & ~ROLE_ADMINISTRATORS : roles;
}
