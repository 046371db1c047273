/*
 * password_rule: what a password must be and how long it may be used (GB/T 22239-2019, 8.1.4.1 a: complex,
 * and changed regularly), by [staff] password_kinds and password_days.  With password_days = 0 no password
 * ages, and an old one may come back.  Pure functions.  Depends on: base/config, crypt/password.
 */
#ifndef STAFF_PASSWORD_RULE_H
#define STAFF_PASSWORD_RULE_H

#include "base/arena.h"
#include "base/config.h"

#define PASSWORD_MIN 10
#define PASSWORD_WARN_DAYS 7

/* What an account holds of its passwords. */
struct passwords {
	struct str hash;	/* of the present one */
	struct str earlier;	/* hashes of those before it, blanks between */
	int64_t at;		/* when its owner chose it, ms; 0: somebody else set it */
};

/* Valid UTF-8 of PASSWORD_MIN characters at least, of as many kinds as the configuration wants. */
bool password_fits(const struct config *config, struct str password);
/* Whether it is the present one or one of the four before it; never when none ages. */
bool password_reused(const struct config *config, const struct passwords *known, struct str password);
/* The member earlier once the present one has been replaced. */
struct str password_remember(struct arena *arena, const struct passwords *known);
/*
 * Days that the password may still be used, 0 on its last day, negative when it must be changed: also one
 * that somebody else set.  INT64_MAX when none ages.
 */
int64_t password_days_left(const struct config *config, const struct passwords *known, int64_t now);

#endif
