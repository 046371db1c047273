/*
 * login: signing in with password and second factor, and the limits that hold guesses.  Depends on:
 * staff/account, staff/second_factor, privacy/limit.
 */
#ifndef STAFF_LOGIN_H
#define STAFF_LOGIN_H

#include "staff/account.h"

struct login {
	struct str id;
	struct str password;
	struct str code;	/* of the second factor, a recovery code, or empty */
	struct str device;	/* that it comes from */
};

/*
 * ERR_LOGIN when account, password or code is wrong (the same for all, in the same time); ERR_TOO_MANY when
 * it was tried too often in 15 minutes: from the visitor's network, or from anywhere; or from this device
 * alone, when it had signed in to that account before.  So a stranger's guesses don't lock its owner out.
 */
enum status login_check(struct casework *work, const struct login *login, struct account *out);

#endif
