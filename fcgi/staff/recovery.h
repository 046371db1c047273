/*
 * recovery: the codes by which somebody without the device of the second factor still signs in, each once.
 * An account's record keeps keyed hashes of those that are left; they hold as long as the index key under
 * which they were made isn't revoked.  Depends on: staff/account, crypt/keyed_hash.
 */
#ifndef STAFF_RECOVERY_H
#define STAFF_RECOVERY_H

#include "staff/account.h"

#define RECOVERY_CODES 10

/*
 * Makes new codes, "7KQM-2XWD-PH4R" (59 bits), for their owner to keep, and *stored, the account's member
 * recovery that stands for them.
 */
void recovery_make(struct casework *work, struct str id, struct str codes[RECOVERY_CODES],
	struct str *stored);
/*
 * Whether code is one of those that are left; *left is then the member without it.  Case, blanks and dashes
 * don't matter.
 */
bool recovery_use(struct casework *work, const struct account *account, struct str code, struct str *left);
/* How many are left. */
size_t recovery_left(const struct account *account);

#endif
