/*
 * account: accounts of members of staff: name, roles, department, password.  Raising the epoch ends every
 * session at once.  Every change leaves an event (staff/audit).  Depends on:
 * staff/password_rule, store/transaction, model/lifecycle.
 */
#ifndef STAFF_ACCOUNT_H
#define STAFF_ACCOUNT_H

#include "base/clock.h"
#include "model/casework.h"
#include "model/lifecycle.h"
#include "staff/password_rule.h"

struct account {
	struct str id;		/* [a-z0-9_-]{1,32} */
	struct str name;
	uint32_t roles;
	struct str dept;	/* of a clerk */
	struct passwords password;	/* yescrypt hashes */
	struct str totp;	/* sealed secret, empty: no second factor */
	struct str totp_pending;	/* sealed secret being enrolled */
	int64_t totp_step;
	struct str recovery;	/* keyed hashes of recovery codes that are left (staff/recovery) */
	int64_t epoch;
	bool disabled;
	int64_t last_login;
	int64_t login_before;	/* the sign-in before that one */
	int64_t failed;		/* wrong passwords and codes since the last sign-in */
	int64_t failed_before;	/* those before it, since login_before */
	uint32_t fresh;		/* of roles, those given on the pages less than ACCOUNT_FRESH_MS ago */
	int64_t fresh_until;	/* ms; 0: never given any there */
};

#define ACCOUNT_FRESH_MS (24 * MS_PER_HOUR)
/* Who changes things by wenzhengctl.  It is trusted as root is, so the roles that it gives count at once. */
#define ACCOUNT_OPERATOR "operator"

enum status account_read(struct casework *work, struct str id, struct account *out);
/* The two halves of account_read, for a valid id: one command, and its result. */
void account_ask(struct casework *work, struct batch *batch, struct str id);
enum status account_take(struct casework *work, struct str id, const struct result *result,
	struct account *out);
/*
 * A command for the name of each of these, an account or not; then the accounts among them, with id and name
 * only.
 */
void account_ask_names(struct casework *work, struct batch *batch, const struct str *ids, size_t count);
void account_take_names(struct casework *work, const struct str *ids, size_t count,
	const struct result *results, struct account **out, size_t *found);
/*
 * Accounts in order of id, those behind after (empty: from the first), most of them.  All ids are read, of
 * the accounts only those that are given.
 */
#define ACCOUNTS_ALL SIZE_MAX
enum status account_list(struct casework *work, struct str after, size_t most, struct account **out,
	size_t *count);
/*
 * What is changed is an event that the supervisors read: what, whose account, by whom; by is an account's id
 * or ACCOUNT_OPERATOR.  ERR_ALREADY if the id exists, ERR_INVALID for a bad id, a password that doesn't fit
 * (staff/password_rule), a clerk without a department, no roles, roles that exclude each other.
 */
enum status account_add(struct casework *work, const struct account *account, struct str password,
	struct str by);
/* What of an account is changed: the rest stays as it is stored by then. */
enum account_part {
	ACCOUNT_NAME = 1,
	ACCOUNT_ROLES = 2,	/* and the department */
	ACCOUNT_DISABLED = 4,
};

/* A change of roles, department or disabling ends the sessions. */
enum status account_change(struct casework *work, const struct account *account, unsigned parts,
	struct str by);
/* The same for the password; ERR_ALREADY for an own one that was used before.  Ends the sessions. */
enum status account_set_password(struct casework *work, struct str id, struct str password, struct str by);

/*
 * Adds what changes the account to the commands of its transaction; runs again after a lost race
 * (store/transaction).  Any status but OK changes nothing.
 */
typedef enum status (*account_rule)(void *context, const struct account *account, struct batch *changes);
/* Changes one account by a rule.  ERR_NOT_FOUND, or the rule's status. */
enum status account_commit(struct casework *work, struct str id, account_rule rule, void *context);
/* In a step of a transaction: reads the account under WATCH.  ERR_NOT_FOUND, also for a bad id. */
enum status account_read_watched(struct casework *work, struct str id, struct account *out);

#endif
