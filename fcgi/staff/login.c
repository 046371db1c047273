#include "staff/login.h"

#include "crypt/keyed_hash.h"
#include "crypt/password.h"
#include "model/department.h"
#include "privacy/limit.h"
#include "staff/second_factor.h"
#include "store/keys.h"
#include "store/transaction.h"

#define LOGIN_WINDOW_SECONDS 900
/* Devices of one account that are known: the newest, as long as they come back. */
#define KNOWN_MOST 20
#define KNOWN_SECONDS "15552000"

/*
 * The counters that one try to sign in is held to.  A device that had signed in to the account before has one
 * of its own, so that guesses from elsewhere don't hold it.
 */
struct gate {
	struct limit limits[2];
	struct str known;	/* the device's name among the known ones; empty: it has none */
};

static enum status read_gate(struct casework *work, const struct login *login, struct gate *gate)
{
	struct arena *arena = work->arena;
	const struct config *config = work->config;
	struct batch batch = batch_in(arena);
	struct result *results;

	*gate = (struct gate){ .known = login->device.len > 0 ? keys_index(arena, work->keys, login->device) : (struct str){ 0 } };
	BATCH(&batch, S("ZSCORE"), key_known(work->store, arena, login->id), gate->known);
	TRY(store_run(work->store, &batch, &results));
	if (gate->known.len > 0 && results[0].type != RESULT_NIL) {
		gate->limits[0] = limit_of(work, "login.d.", ARENA_GLUE(arena, login->id, S(" "), login->device),
			config->limits.login_failures, LOGIN_WINDOW_SECONDS);
		return OK;
	}
	gate->limits[0] = limit_of(work, "login.a.", ARENA_GLUE(arena, login->id, S(" "), work->network),
		config->limits.login_failures, LOGIN_WINDOW_SECONDS);
	gate->limits[1] = limit_of(work, "login.", login->id, config->limits.login_failures_account, LOGIN_WINDOW_SECONDS);
	return OK;
}

/*
 * Counts this try before the password is looked at, so that parallel guesses count too.  What one network may
 * no longer try doesn't count for the account as a whole, or one network alone could close it to all others.
 */
static enum status count_try(struct casework *work, const struct gate *gate)
{
	for (size_t i = 0; i < 2 && gate->limits[i].key.len > 0; i++) {
		struct batch batch = batch_in(work->arena);
		struct result *results;

		limit_count(&batch, &gate->limits[i]);
		TRY(store_commit(work->store, &batch, &results));
		if (results[0].integer > gate->limits[i].most)
			return ERR_TOO_MANY;
	}
	return OK;
}

/* Password and second factor.  An absent or disabled account costs the same work and says no. */
static bool proves(struct casework *work, const struct account *account, const struct login *login, int64_t *step)
{
	return password_check(login->password, account->disabled ? S("") : account->password) &&
	       second_factor_proves(work, account, login->code, step);
}

/*
 * What a success leaves behind: its own failures are forgotten, those from elsewhere stay; the device is
 * known.
 */
static void write_login(struct casework *work, struct batch *batch, const struct login *login, const struct gate *gate,
	int64_t step)
{
	struct str known = key_known(work->store, work->arena, login->id);

	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, login->id), S("last_login"), num(work->arena, work->now),
		S("totp_step"), num(work->arena, step));
	BATCH(batch, S("DEL"), gate->limits[0].key);
	if (gate->limits[1].key.len > 0) {
		BATCH(batch, S("DECR"), gate->limits[1].key);
		BATCH(batch, S("EXPIRE"), gate->limits[1].key, num(work->arena, LOGIN_WINDOW_SECONDS), S("LT"));
	}
	if (gate->known.len == 0)
		return;
	BATCH(batch, S("ZADD"), known, num(work->arena, work->now), gate->known);
	BATCH(batch, S("ZREMRANGEBYRANK"), known, S("0"), num(work->arena, -KNOWN_MOST - 1));
	BATCH(batch, S("EXPIRE"), known, S(KNOWN_SECONDS));
}

/* One login past its limits. */
struct attempt {
	struct casework *work;
	const struct login *login;
	const struct gate *gate;
	struct account account;
};

/*
 * After a lost race the account was written meanwhile: the code may have been used, so all is looked at
 * again.
 */
static enum status try_login(void *context, struct transaction *transaction)
{
	struct attempt *attempt = context;
	struct casework *work = attempt->work;
	struct account *account = &attempt->account;
	int64_t step = 0;
	enum status status;

	*account = (struct account){ .disabled = true };
	status = account_read_watched(work, attempt->login->id, account);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (!proves(work, account, attempt->login, &step))
		return ERR_LOGIN;
	write_login(work, &transaction->changes, attempt->login, attempt->gate, step);
	account->last_login = work->now;
	account->totp_step = step;
	return OK;
}

enum status login_check(struct casework *work, const struct login *login, struct account *out)
{
	struct gate gate;
	struct attempt attempt = { .work = work, .login = login, .gate = &gate };

	if (!dept_id_valid(login->id)) {
		(void)password_check(login->password, S(""));
		return ERR_LOGIN;
	}
	TRY(read_gate(work, login, &gate));
	TRY(count_try(work, &gate));
	TRY(transaction_run(work->store, work->arena, try_login, &attempt));
	*out = attempt.account;
	return OK;
}
