/*
 * second_factor: an account's time-based one-time password (TOTP, RFC 6238).  The secret is sealed in the
 * account's record.  It is pending until a first code proves that the owner's device has it.  Depends on:
 * staff/account, crypt/password, crypt/contact.
 */
#ifndef STAFF_SECOND_FACTOR_H
#define STAFF_SECOND_FACTOR_H

#include "staff/account.h"

/*
 * A new pending secret; then second_factor_confirm with a first code switches it on; second_factor_off
 * removes it.
 */
enum status second_factor_begin(struct casework *work, struct str id, struct str *secret);
/* The pending secret, to be shown once more; ERR_NOT_NOW if there is none. */
enum status second_factor_pending(struct casework *work, const struct account *account, struct str *secret);
/*
 * ERR_INVALID for a wrong code, ERR_NOT_NOW when nothing is pending.  by is an account's id or
 * ACCOUNT_OPERATOR, here and below.
 */
enum status second_factor_confirm(struct casework *work, struct str id, struct str code, struct str by);
enum status second_factor_off(struct casework *work, struct str id, struct str by);

/*
 * Whether the code is right now and newer than the last one used; *step is then its time step, to be stored
 * as totp_step.  True with *step as it was for an account without a second factor.
 */
bool second_factor_proves(struct casework *work, const struct account *account, struct str code,
	int64_t *step);

#endif
