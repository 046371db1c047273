#include "staff/session.h"

#include "crypt/random.h"
#include "crypt/token.h"
#include "staff/audit.h"
#include "staff/colleague.h"
#include "staff/factor_rule.h"
#include "staff/separation.h"
#include "store/keys.h"

#define SESSION_ID_LENGTH 20
/* How exactly the last request is kept: each would cost a write otherwise. */
#define SEEN_MS MS_PER_MINUTE

static int64_t session_ms(const struct config *config)
{
	return config->staff.session_hours * MS_PER_HOUR;
}

static int64_t idle_ms(const struct config *config)
{
	return config->staff.idle_minutes * MS_PER_MINUTE;
}

int session_seconds(const struct config *config)
{
	return (int)(session_ms(config) / 1000);
}

static struct str sessions_key(struct casework *work, struct str account)
{
	return key_sessions(work->store, work->arena, account);
}

enum status session_begin(struct casework *work, const struct account *account, struct str *token)
{
	struct arena *arena = work->arena;
	struct value *claims = value_map(arena);
	struct batch batch = batch_in(arena);
	struct str key = sessions_key(work, account->id);
	struct str member = ARENA_GLUE(arena, random_code(arena, SESSION_ID_LENGTH), S(" "),
		num(arena, work->now), S(" "), work->network);

	map_str(claims, "id", account->id);
	map_int(claims, "epoch", account->epoch);
	map_str(claims, "session", member);
	BATCH(&batch, S("ZREMRANGEBYSCORE"), key, S("-inf"), num(arena, work->now - idle_ms(work->config)));
	BATCH(&batch, S("ZADD"), key, num(arena, work->now), member);
	BATCH(&batch, S("ZREMRANGEBYRANK"), key, S("0"), num(arena, -work->config->staff.sessions_most - 1));
	BATCH(&batch, S("EXPIRE"), key, num(arena, session_seconds(work->config)));
	TRY(store_commit(work->store, &batch, NULL));
	return token_sign(arena, work->keys, TOKEN_SESSION, claims, work->now + session_ms(work->config),
		token);
}

/*
 * Notes a request.  XX: a session that was ended meanwhile stays ended.  What can't be noted, as while Redis
 * takes no writes, ends no session before its time.
 */
static void note_seen(struct casework *work, struct str key, struct str member, int64_t seen)
{
	struct batch batch = batch_in(work->arena);

	if (work->now - seen < SEEN_MS)
		return;
	BATCH(&batch, S("ZADD"), key, S("XX"), num(work->arena, work->now), member);
	(void)store_commit(work->store, &batch, NULL);
}

/* The id of a session, by what the account's set says of it. */
static struct str id_of(struct str member)
{
	return str_sub(member, 0, str_find(member, ' ', 0));
}

enum status session_read(struct casework *work, struct str token, bool active, struct session *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct value *claims;
	struct account account;
	enum status status;
	struct str member;
	uint32_t roles;
	int64_t seen;
	struct str id;

	if (token_verify(work->arena, work->keys, TOKEN_SESSION, token, work->now, &claims) != OK)
		return ERR_LOGIN;
	id = map_get_str(claims, "id");
	member = map_get_str(claims, "session");
	BATCH(&batch, S("ZSCORE"), sessions_key(work, id), member);
	factor_rule_ask(work, &batch);
	account_ask(work, &batch, id);
	TRY(store_run(work->store, &batch, &results));
	TRY(factor_rule_take(&results[1], &roles));
	status = account_take(work, id, &results[2], &account);
	if (status != OK)
		return status == ERR_NOT_FOUND ? ERR_LOGIN : status;
	if (account.disabled || account.epoch != map_get_int(claims, "epoch", -1) ||
		results[0].type != RESULT_STR || !str_to_i64(results[0].str, &seen) ||
		seen + idle_ms(work->config) < work->now)
		return ERR_LOGIN;
	if (active)
		note_seen(work, sessions_key(work, id), member, seen);
	*out = (struct session){
		.account = account,
		.viewer = account_viewer(&account),
		.must_enrol = (account.roles & roles) != 0 && account.totp.len == 0,
		.must_change = password_days_left(work->config, &account.password, work->now) < 0,
		.rights = roles_rights(work->config, account.roles),
		.id = id_of(member),
	};
	out->viewer.roles = roles_in_casework(work->config, account.roles);
	return OK;
}

enum status session_end(struct casework *work, struct str token)
{
	struct batch batch = batch_in(work->arena);
	struct value *claims;
	struct str id;

	if (token_verify(work->arena, work->keys, TOKEN_SESSION, token, work->now, &claims) != OK)
		return OK;
	id = map_get_str(claims, "id");
	BATCH(&batch, S("ZREM"), sessions_key(work, id), map_get_str(claims, "session"));
	audit_signin(work, &batch, AUDIT_SIGNIN_OUT, id, id);
	return store_commit(work->store, &batch, NULL);
}

/* All members that the set holds of sessions which go on, with their scores. */
static enum status read_open(struct casework *work, struct str account, struct result **items, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGE"), sessions_key(work, account), S("+inf"),
		num(work->arena, work->now - idle_ms(work->config)), S("BYSCORE"), S("REV"), S("LIMIT"),
		S("0"), num(work->arena, SESSIONS_MAX), S("WITHSCORES"));
	TRY(store_run(work->store, &batch, &results));
	*items = results[0].items;
	*count = results[0].count / 2;
	return OK;
}

enum status session_list(struct casework *work, struct str account, struct session_open **out, size_t *count)
{
	struct result *items;
	size_t found;

	TRY(read_open(work, account, &items, &found));
	*out = arena_array(work->arena, found + 1, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < found; i++) {
		struct str member = items[2 * i].str;
		size_t began = id_of(member).len + 1;
		size_t network = str_find(member, ' ', began) + 1;
		struct session_open open = { .id = id_of(member),
			.network = str_sub(member, network, member.len) };

		if (str_to_i64(str_sub(member, began, network - 1), &open.began) &&
			str_to_i64(items[2 * i + 1].str, &open.seen) &&
			open.began + session_ms(work->config) > work->now)
			(*out)[(*count)++] = open;
	}
	return OK;
}

enum status session_close(struct casework *work, struct str account, struct str id, struct str but,
	struct str by)
{
	struct batch batch = batch_in(work->arena);
	struct result *items;
	size_t found;

	TRY(read_open(work, account, &items, &found));
	for (size_t i = 0; i < found; i++) {
		struct str member = items[2 * i].str;
		struct str each = id_of(member);

		if (id.len > 0 ? str_eq(each, id) : !str_eq(each, but))
			BATCH(&batch, S("ZREM"), sessions_key(work, account), member);
	}
	if (batch.count == 0)
		return OK;
	audit_signin(work, &batch, AUDIT_SIGNIN_ENDED, account, by);
	return store_commit(work->store, &batch, NULL);
}
