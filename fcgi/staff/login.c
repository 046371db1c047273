#include "staff/login.h"

#include "crypt/keyed_hash.h"
#include "crypt/password.h"
#include "model/department.h"
#include "privacy/limit.h"
#include "staff/audit.h"
#include "staff/second_factor.h"
#include "store/keys.h"
#include "store/transaction.h"

#define LOGIN_WINDOW_SECONDS 900
/* Failures of an account that are recorded within the window: guesses can't fill the record. */
#define FAILURES_RECORDED 20
/* The newest devices of an account are remembered, as long as one of them signs in within so many seconds. */
#define KNOWN_MOST 20
#define KNOWN_SECONDS "15552000"

/*
 * The counters that limit one login.  A device that signed in to the account before has a counter of its own,
 * so that guesses from elsewhere don't lock it out.
 */
struct login_limits {
	struct limit row[2];
	struct str known;	/* the device's name among the known ones; empty: it has none */
};

static enum status read_limits(struct casework *work, const struct login *login, struct login_limits *limits)
{
	struct arena *arena = work->arena;
	const struct config *config = work->config;
	struct batch batch = batch_in(arena);
	struct result *results;

	*limits = (struct login_limits){ 0 };
	if (login->device.len > 0)
		limits->known = keys_index(arena, work->keys, login->device);
	BATCH(&batch, S("ZSCORE"), key_known(work->store, arena, login->id), limits->known);
	TRY(store_run(work->store, &batch, &results));
	if (limits->known.len > 0 && results[0].type != RESULT_NIL) {
		limits->row[0] = limit_of(work, "login.d.",
			ARENA_GLUE(arena, login->id, S(" "), login->device), config->limits.login_failures,
			LOGIN_WINDOW_SECONDS);
		return OK;
	}
	limits->row[0] = limit_of(work, "login.a.", ARENA_GLUE(arena, login->id, S(" "), work->network),
		config->limits.login_failures, LOGIN_WINDOW_SECONDS);
	limits->row[1] = limit_of(work, "login.", login->id, config->limits.login_failures_account,
		LOGIN_WINDOW_SECONDS);
	return OK;
}

/*
 * Counts this login before the password is checked, so that parallel guesses count too.  A login past the
 * limit of its network is not counted for the account, or one network could lock the account for all others.
 * crossed: this is the first one past a limit.
 */
static enum status count_try(struct casework *work, const struct login_limits *limits, bool *crossed)
{
	*crossed = false;
	for (size_t i = 0; i < 2 && limits->row[i].key.len > 0; i++) {
		struct batch batch = batch_in(work->arena);
		struct result *results;

		limit_count(&batch, &limits->row[i]);
		TRY(store_commit(work->store, &batch, &results));
		*crossed = results[0].integer == limits->row[i].most + 1;
		if (results[0].integer > limits->row[i].most)
			return ERR_TOO_MANY;
	}
	return OK;
}

/* Password and second factor.  An absent or disabled account takes as long, and proves nothing. */
static bool proves(struct casework *work, const struct account *account, const struct login *login,
	struct factor_use *use)
{
	return password_check(login->password, account->disabled ? S("") : account->password.hash) &&
	       second_factor_proves(work, account, login->code, use);
}

/*
 * After a success the failures from here are forgotten, those from elsewhere stay; the device is remembered.
 */
static void write_login(struct casework *work, struct batch *batch, const struct login *login,
	const struct account *account, const struct login_limits *limits, const struct factor_use *use)
{
	struct str known = key_known(work->store, work->arena, login->id);

	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, login->id), S("last_login"),
		num(work->arena, work->now), S("login_before"), num(work->arena, account->last_login),
		S("failed"), S("0"), S("failed_before"), num(work->arena, account->failed), S("totp_step"),
		num(work->arena, use->step), S("recovery"), use->recovery);
	BATCH(batch, S("DEL"), limits->row[0].key);
	if (limits->row[1].key.len > 0) {
		BATCH(batch, S("DECR"), limits->row[1].key);
		BATCH(batch, S("EXPIRE"), limits->row[1].key, num(work->arena, LOGIN_WINDOW_SECONDS),
			S("LT"));
	}
	if (limits->known.len == 0)
		return;
	BATCH(batch, S("ZADD"), known, num(work->arena, work->now), limits->known);
	BATCH(batch, S("ZREMRANGEBYRANK"), known, S("0"), num(work->arena, -KNOWN_MOST - 1));
	BATCH(batch, S("EXPIRE"), known, S(KNOWN_SECONDS));
}

/* One login past its limits. */
struct attempt {
	struct casework *work;
	const struct login *login;
	const struct login_limits *limits;
	struct account account;
};

/*
 * A lost race means that the account was written meanwhile: the code may have been used, so all is checked
 * again.
 */
static enum status try_login(void *context, struct transaction *transaction)
{
	struct attempt *attempt = context;
	struct casework *work = attempt->work;
	struct account *account = &attempt->account;
	struct factor_use use;
	enum status status;

	*account = (struct account){ .disabled = true };
	status = account_read_watched(work, attempt->login->id, account);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (!proves(work, account, attempt->login, &use))
		return ERR_LOGIN;
	write_login(work, &transaction->changes, attempt->login, account, attempt->limits, &use);
	audit_signin(work, &transaction->changes, AUDIT_SIGNIN_DONE, account->id, account->id);
	if (use.recovered)
		audit_account(work, &transaction->changes, &(struct account_event){ AUDIT_ACCOUNT_RECOVERED,
			account->id, account->id, account->roles, account->roles });
	account->login_before = account->last_login;
	account->failed_before = account->failed;
	account->last_login = work->now;
	account->failed = 0;
	account->totp_step = use.step;
	account->recovery = use.recovery;
	return OK;
}

/*
 * Records a failure, of an account that exists.  One that doesn't is counted all the same, so that both take
 * as long.
 */
static enum status record_failure(struct casework *work, const char *action, struct str id)
{
	struct limit limit = limit_of(work, "login.e.", id, FAILURES_RECORDED, LOGIN_WINDOW_SECONDS);
	struct batch look = batch_in(work->arena);
	struct batch batch = batch_in(work->arena);
	struct str key = key_staff(work->store, work->arena, id);
	struct result *results;

	BATCH(&look, S("EXISTS"), key);
	limit_look(&look, &limit);
	TRY(store_run(work->store, &look, &results));
	limit_count(&batch, &limit);
	if (results[0].integer != 0)
		BATCH(&batch, S("HINCRBY"), key, S("failed"), S("1"));
	if (results[0].integer != 0 && !limit_reached(&limit, results))
		audit_signin(work, &batch, action, id, S("public"));
	return store_commit(work->store, &batch, NULL);
}

enum status login_check(struct casework *work, const struct login *login, struct account *out)
{
	struct login_limits limits;
	struct attempt attempt = { .work = work, .login = login, .limits = &limits };
	enum status status;
	bool crossed;

	if (!dept_id_valid(login->id)) {
		(void)password_check(login->password, S(""));
		return ERR_LOGIN;
	}
	TRY(read_limits(work, login, &limits));
	status = count_try(work, &limits, &crossed);
	if (crossed)
		TRY(record_failure(work, AUDIT_SIGNIN_LOCKED, login->id));
	TRY(status);
	status = transaction_run(work->store, work->arena, try_login, &attempt);
	if (status == ERR_LOGIN)
		TRY(record_failure(work, AUDIT_SIGNIN_FAILED, login->id));
	TRY(status);
	*out = attempt.account;
	return OK;
}
