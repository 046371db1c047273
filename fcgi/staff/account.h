/*
 * account: members of staff: roles, password, second factor.  Raising the epoch ends every session at once.
 * Depends on: crypt/password, store, cases/lifecycle.
 */
#ifndef STAFF_ACCOUNT_H
#define STAFF_ACCOUNT_H

#include "cases/casework.h"
#include "cases/lifecycle.h"

struct account {
	struct str id;		/* [a-z0-9_-]{1,32} */
	struct str name;
	uint32_t roles;
	struct str dept;	/* of a clerk */
	struct str password;	/* yescrypt hash */
	struct str totp;	/* sealed secret, empty: no second factor */
	struct str totp_pending;	/* sealed secret being enrolled */
	int64_t totp_step;
	int64_t epoch;
	bool disabled;
	int64_t last_login;
};

enum status account_read(struct casework *work, struct str id, struct account *out);
/* A command for the name of each of these, an account or not; then the accounts among them, with id and name only. */
void account_ask_names(struct casework *work, struct batch *batch, const struct str *ids, size_t count);
void account_take_names(struct casework *work, const struct str *ids, size_t count, const struct result *results,
	struct account **out, size_t *found);
enum status account_all(struct casework *work, struct account **out, size_t *count);
/* ERR_ALREADY if the id exists, ERR_INVALID for a bad id, password under 10 characters, a clerk without a department, no roles. */
enum status account_add(struct casework *work, const struct account *account, struct str password);
/* Name, roles, department, disabled; a change of roles, department or disabling ends the sessions. */
enum status account_change(struct casework *work, const struct account *account);
enum status account_set_password(struct casework *work, struct str id, struct str password);
/* A new pending secret; then totp_confirm with a first code switches it on; totp_off removes it. */
enum status account_totp_begin(struct casework *work, struct str id, struct str *secret);
enum status account_totp_confirm(struct casework *work, struct str id, struct str code);
/* The secret being enrolled, to be shown once more; ERR_NOT_NOW if there is none. */
enum status account_totp_pending(struct casework *work, const struct account *account, struct str *secret);
enum status account_totp_off(struct casework *work, struct str id);

/*
 * ERR_LOGIN when account, password or code is wrong (the same for all, in the same time); ERR_TOO_MANY when
 * the account was tried too often in 15 minutes.
 */
enum status account_login(struct casework *work, struct str id, struct str password, struct str code,
	struct account *out);

#endif
