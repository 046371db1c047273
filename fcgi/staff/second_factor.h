/*
 * second_factor: an account's time-based one-time password (TOTP, RFC 6238).  The secret is sealed in the
 * account's record.  It is pending until a first code proves that the owner's device has it.  With it come
 * recovery codes.  Depends on: staff/recovery, staff/factor_rule, crypt.
 */
#ifndef STAFF_SECOND_FACTOR_H
#define STAFF_SECOND_FACTOR_H

#include "staff/recovery.h"

/*
 * A new pending secret; then second_factor_confirm with a first code switches it on; second_factor_off
 * removes it.
 */
enum status second_factor_begin(struct casework *work, struct str id, struct str *secret);
/* The pending secret, to be shown once more; ERR_NOT_NOW if there is none. */
enum status second_factor_pending(struct casework *work, const struct account *account, struct str *secret);
/*
 * Fills codes with new recovery codes, which nobody can show again.  ERR_INVALID for a wrong code,
 * ERR_NOT_NOW when nothing is pending.  by is an account's id or ACCOUNT_OPERATOR, here and below.
 */
enum status second_factor_confirm(struct casework *work, struct str id, struct str code, struct str by,
	struct str codes[RECOVERY_CODES]);
/* New recovery codes instead of those before.  ERR_NOT_NOW without a second factor. */
enum status second_factor_renew(struct casework *work, struct str id, struct str by,
	struct str codes[RECOVERY_CODES]);
/*
 * The recovery codes end too.  ERR_FORBIDDEN when the owner's role must have a second factor: then only
 * others take it off.
 */
enum status second_factor_off(struct casework *work, struct str id, struct str by);
/* Whether a role of the account must have a second factor. */
enum status second_factor_required(struct casework *work, const struct account *account, bool *required);

/* What of an account changes by a code that was right. */
struct factor_use {
	int64_t step;		/* to be stored as totp_step */
	bool recovered;		/* it was a recovery code */
	struct str recovery;	/* those that are left */
};

/*
 * Whether the code is right now and newer than the last one used, or a recovery code.  True with everything
 * as it was for an account without a second factor.
 */
bool second_factor_proves(struct casework *work, const struct account *account, struct str code,
	struct factor_use *use);

#endif
