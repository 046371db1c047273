#include "staff/session.h"

#include "crypt/random.h"
#include "crypt/token.h"
#include "staff/colleague.h"
#include "staff/factor_rule.h"
#include "store/keys.h"

#define SESSION_ID_LENGTH 20

enum status session_begin(struct casework *work, const struct account *account, struct str *token)
{
	struct value *claims = value_map(work->arena);

	map_str(claims, "id", account->id);
	map_int(claims, "epoch", account->epoch);
	map_str(claims, "session", random_code(work->arena, SESSION_ID_LENGTH));
	return token_sign(work->arena, work->keys, TOKEN_SESSION, claims, work->now + SESSION_MS, token);
}

/* The key that marks a session as ended, until its token expires. */
static struct str left_key(struct casework *work, const struct value *claims)
{
	return key_once(work->store, work->arena,
		arena_join(work->arena, S("session:"), map_get_str(claims, "session")));
}

enum status session_read(struct casework *work, struct str token, struct session *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct value *claims;
	struct account account;
	enum status status;
	uint32_t roles;
	struct str id;

	if (token_verify(work->arena, work->keys, TOKEN_SESSION, token, work->now, &claims) != OK)
		return ERR_LOGIN;
	id = map_get_str(claims, "id");
	BATCH(&batch, S("EXISTS"), left_key(work, claims));
	factor_rule_ask(work, &batch);
	account_ask(work, &batch, id);
	TRY(store_run(work->store, &batch, &results));
	TRY(factor_rule_take(&results[1], &roles));
	status = account_take(work, id, &results[2], &account);
	if (status != OK)
		return status == ERR_NOT_FOUND ? ERR_LOGIN : status;
	if (results[0].integer != 0 || account.disabled || account.epoch != map_get_int(claims, "epoch", -1))
		return ERR_LOGIN;
	*out = (struct session){
		.account = account,
		.viewer = account_viewer(&account),
		.must_enrol = (account.roles & roles) != 0 && account.totp.len == 0,
	};
	return OK;
}

enum status session_end(struct casework *work, struct str token)
{
	struct batch batch = batch_in(work->arena);
	struct value *claims;

	if (token_verify(work->arena, work->keys, TOKEN_SESSION, token, work->now, &claims) != OK)
		return OK;
	BATCH(&batch, S("SET"), left_key(work, claims), S("left"), S("EX"),
		num(work->arena, SESSION_MS / 1000));
	return store_commit(work->store, &batch, NULL);
}
