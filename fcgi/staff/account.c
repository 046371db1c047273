#include "staff/account.h"

#include <stdlib.h>

#include "base/text.h"
#include "staff/audit.h"
#include "model/department.h"
#include "privacy/limit.h"
#include "crypt/contact.h"
#include "crypt/password.h"
#include "store/keys.h"

#define PASSWORD_MIN 10
#define PASSWORD_MAX_BYTES 512
#define NAME_MAX 20
#define LOGIN_WINDOW_SECONDS 900
/* Devices of one account that are known: the newest, as long as they come back. */
#define KNOWN_MOST 20
#define KNOWN_SECONDS "15552000"
/* How often a write that lost a race is tried again. */
#define TRIES 4

static bool id_valid(struct str id)
{
	return dept_id_valid(id);
}

static int64_t stored_int(const struct result *pairs, struct str key)
{
	int64_t i = 0;

	(void)str_to_i64(result_pair(pairs, key), &i);
	return i;
}

void account_ask(struct casework *work, struct batch *batch, struct str id)
{
	BATCH(batch, S("HGETALL"), key_staff(work->store, work->arena, id));
}

enum status account_take(struct casework *work, struct str id, const struct result *pairs, struct account *out)
{
	if (pairs->count == 0)
		return ERR_NOT_FOUND;
	*out = (struct account){
		.id = arena_str(work->arena, id),
		.name = result_pair(pairs, S("name")),
		.dept = result_pair(pairs, S("dept")),
		.password = result_pair(pairs, S("password")),
		.totp = result_pair(pairs, S("totp")),
		.totp_pending = result_pair(pairs, S("totp_pending")),
		.totp_step = stored_int(pairs, S("totp_step")),
		.epoch = stored_int(pairs, S("epoch")),
		.disabled = result_pair(pairs, S("disabled")).len > 0,
		.last_login = stored_int(pairs, S("last_login")),
	};
	out->fresh_until = stored_int(pairs, S("fresh_until"));
	if (!roles_parse(result_pair(pairs, S("roles")), &out->roles) || !roles_parse(result_pair(pairs, S("fresh")), &out->fresh))
		return ERR_INTERNAL;
	out->fresh &= out->fresh_until > work->now ? out->roles : 0;
	return OK;
}

enum status account_read(struct casework *work, struct str id, struct account *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!id_valid(id))
		return ERR_NOT_FOUND;
	account_ask(work, &batch, id);
	TRY(store_run(work->store, &batch, &results));
	return account_take(work, id, &results[0], out);
}

void account_ask_names(struct casework *work, struct batch *batch, const struct str *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		BATCH(batch, S("HGET"), key_staff(work->store, work->arena, ids[i]), S("name"));
}

void account_take_names(struct casework *work, const struct str *ids, size_t count, const struct result *results,
	struct account **out, size_t *found)
{
	*found = 0;
	*out = arena_array(work->arena, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		if (results[i].type == RESULT_STR)
			(*out)[(*found)++] = (struct account){ .id = ids[i], .name = results[i].str };
}

static int by_str(const void *a, const void *b)
{
	return str_cmp(((const struct result *)a)->str, ((const struct result *)b)->str);
}

enum status account_list(struct casework *work, struct str after, size_t most, struct account **out, size_t *count)
{
	struct batch names = batch_in(work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *ids;
	struct result *results = NULL;
	size_t from = 0;

	BATCH(&names, S("SMEMBERS"), key_staff_all(work->store, work->arena));
	TRY(store_run(work->store, &names, &ids));
	qsort(ids[0].items, ids[0].count, sizeof(*ids[0].items), by_str);
	while (from < ids[0].count && str_cmp(ids[0].items[from].str, after) <= 0)
		from++;
	for (size_t i = from; i < ids[0].count && i - from < most; i++)
		account_ask(work, &batch, ids[0].items[i].str);
	*count = 0;
	*out = arena_array(work->arena, batch.count + 1, sizeof(**out));
	if (batch.count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < batch.count; i++)
		if (account_take(work, ids[0].items[from + i].str, &results[i], &(*out)[*count]) == OK)
			(*count)++;
	return OK;
}

static bool password_fits(struct str password)
{
	return password.len <= PASSWORD_MAX_BYTES && text_valid(password) && text_length(password) >= PASSWORD_MIN;
}

/* What every stored account must have. */
static bool account_fits(const struct account *account)
{
	if (account->name.len == 0 || !text_valid(account->name) || text_length(account->name) > NAME_MAX)
		return false;
	if (account->roles == 0 || (account->roles & ~ROLE_STAFF) != 0)
		return false;
	return (account->roles & ROLE_CLERK) == 0 || account->dept.len > 0;
}

/* A department that is named must exist. */
static enum status check_dept(struct casework *work, const struct account *account)
{
	struct dept dept;
	enum status status;

	if (account->dept.len == 0)
		return OK;
	status = dept_read(work, account->dept, &dept);
	return status == ERR_NOT_FOUND ? ERR_INVALID : status;
}

/* Reads the account and watches it, so that a commit afterwards holds only if nobody changed it. */
static enum status read_watched(struct casework *work, struct str id, struct account *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str key;

	if (!id_valid(id))
		return ERR_NOT_FOUND;
	key = key_staff(work->store, work->arena, id);
	BATCH(&batch, S("WATCH"), key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	return account_take(work, id, &results[1], out);
}

static void write_profile(struct casework *work, struct batch *batch, const struct account *account)
{
	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, account->id), S("name"), account->name, S("roles"),
		roles_print(work->arena, account->roles), S("dept"), account->dept, S("disabled"),
		account->disabled ? S("1") : S(""), S("epoch"), num(work->arena, account->epoch), S("fresh"),
		roles_print(work->arena, account->fresh), S("fresh_until"), num(work->arena, account->fresh_until));
}

static bool by_operator(struct str by)
{
	return str_eq(by, S(ACCOUNT_OPERATOR));
}

/* Roles that an administrator gives count as a second pair of eyes a day later, when the supervisors could see it. */
static void give_roles(struct casework *work, struct account *account, uint32_t given, struct str by)
{
	if (given == 0 || by_operator(by))
		return;
	account->fresh |= given;
	account->fresh_until = work->now + ACCOUNT_FRESH_MS;
}

enum status account_add(struct casework *work, const struct account *account, struct str password, struct str by)
{
	struct account fresh = *account;
	struct account existing;
	struct batch batch = batch_in(work->arena);
	struct str hash;
	enum status status;

	if (!id_valid(account->id) || !account_fits(account) || !password_fits(password))
		return ERR_INVALID;
	TRY(check_dept(work, account));
	TRY(password_hash(work->arena, password, &hash));
	status = read_watched(work, account->id, &existing);
	if (status != ERR_NOT_FOUND) {
		store_unwatch(work->store);
		return status == OK ? ERR_ALREADY : status;
	}
	/* An id that stood once and was removed by hand must not revive its old sessions. */
	fresh.epoch = work->now;
	give_roles(work, &fresh, fresh.roles, by);
	write_profile(work, &batch, &fresh);
	audit_account(work, &batch, &(struct account_event){ AUDIT_ACCOUNT_ADD, fresh.id, by, 0, fresh.roles });
	BATCH(&batch, S("HSET"), key_staff(work->store, work->arena, fresh.id), S("password"), hash);
	BATCH(&batch, S("SADD"), key_staff_all(work->store, work->arena), fresh.id);
	status = store_commit(work->store, &batch, NULL);
	return status == ERR_CONFLICT ? ERR_ALREADY : status;
}

/* What the supervisors read of a change: that of the roles, else that it was disabled or enabled, else nothing. */
static void record_change(struct casework *work, struct batch *batch, const struct account *before, const struct account *after,
	struct str by)
{
	const char *switched = after->disabled ? AUDIT_ACCOUNT_OFF : AUDIT_ACCOUNT_ON;

	if (before->roles != after->roles || !str_eq(before->dept, after->dept))
		audit_account(work, batch, &(struct account_event){ AUDIT_ACCOUNT_ROLES, after->id, by, before->roles, after->roles });
	if (before->disabled != after->disabled)
		audit_account(work, batch, &(struct account_event){ switched, after->id, by, after->roles, after->roles });
}

enum status account_change(struct casework *work, const struct account *account, struct str by)
{
	if (!account_fits(account))
		return ERR_INVALID;
	TRY(check_dept(work, account));
	for (int i = 0; i < TRIES; i++) {
		struct account before;
		struct account next;
		struct batch batch = batch_in(work->arena);
		enum status status;
		bool ends;

		TRY(read_watched(work, account->id, &before));
		next = before;
		ends = next.roles != account->roles || next.disabled != account->disabled ||
		       !str_eq(next.dept, account->dept);
		next.name = account->name;
		next.roles = account->roles;
		next.dept = account->dept;
		next.disabled = account->disabled;
		next.epoch += ends ? 1 : 0;
		give_roles(work, &next, next.roles & ~before.roles, by);
		write_profile(work, &batch, &next);
		record_change(work, &batch, &before, &next, by);
		status = store_commit(work->store, &batch, NULL);
		if (status != ERR_CONFLICT)
			return status;
	}
	return ERR_CONFLICT;
}

enum status account_set_password(struct casework *work, struct str id, struct str password, struct str by)
{
	struct batch batch = batch_in(work->arena);
	struct account account;
	struct str hash;
	struct str key;

	if (!password_fits(password))
		return ERR_INVALID;
	TRY(password_hash(work->arena, password, &hash));
	TRY(account_read(work, id, &account));
	key = key_staff(work->store, work->arena, id);
	BATCH(&batch, S("HSET"), key, S("password"), hash);
	BATCH(&batch, S("HINCRBY"), key, S("epoch"), S("1"));
	BATCH(&batch, S("DEL"), key_known(work->store, work->arena, id));
	audit_account(work, &batch, &(struct account_event){ AUDIT_ACCOUNT_PASSWORD, id, by, account.roles, account.roles });
	return store_commit(work->store, &batch, NULL);
}

/* Where an account's second factor is sealed for. */
static struct str totp_place(struct casework *work, struct str id)
{
	return arena_join(work->arena, S("staff:"), id);
}

enum status account_totp_begin(struct casework *work, struct str id, struct str *secret)
{
	struct batch batch = batch_in(work->arena);
	struct str fresh = totp_secret(work->arena);
	struct account account;
	struct str sealed;

	TRY(contact_seal(work->arena, work->keys, totp_place(work, id), fresh, &sealed));
	TRY(account_read(work, id, &account));
	BATCH(&batch, S("HSET"), key_staff(work->store, work->arena, id), S("totp_pending"), sealed);
	TRY(store_commit(work->store, &batch, NULL));
	*secret = fresh;
	return OK;
}

enum status account_totp_pending(struct casework *work, const struct account *account, struct str *secret)
{
	if (account->totp_pending.len == 0)
		return ERR_NOT_NOW;
	return contact_open(work->arena, work->keys, totp_place(work, account->id), account->totp_pending, secret);
}

enum status account_totp_confirm(struct casework *work, struct str id, struct str code)
{
	struct account account;
	struct batch batch = batch_in(work->arena);
	struct str secret;
	struct str key = key_staff(work->store, work->arena, id);
	int64_t step;
	enum status status;

	TRY(read_watched(work, id, &account));
	status = account_totp_pending(work, &account, &secret);
	if (status == OK && !totp_check(secret, code, work->now, 0, &step))
		status = ERR_INVALID;
	if (status != OK) {
		store_unwatch(work->store);
		return status;
	}
	BATCH(&batch, S("HSET"), key, S("totp"), account.totp_pending, S("totp_step"), num(work->arena, step));
	BATCH(&batch, S("HDEL"), key, S("totp_pending"));
	return store_commit(work->store, &batch, NULL);
}

enum status account_totp_off(struct casework *work, struct str id, struct str by)
{
	struct account account;
	struct batch batch = batch_in(work->arena);

	TRY(account_read(work, id, &account));
	BATCH(&batch, S("HDEL"), key_staff(work->store, work->arena, id), S("totp"), S("totp_pending"), S("totp_step"));
	audit_account(work, &batch, &(struct account_event){ AUDIT_ACCOUNT_TOTP_OFF, id, by, account.roles, account.roles });
	return store_commit(work->store, &batch, NULL);
}

/*
 * The counters that one try to sign in is held to.  A device that had signed in to the account before has one of its own, so
 * that guesses from elsewhere don't hold it.
 */
struct gate {
	struct limit limits[2];
	struct str known;	/* the device's name among the known ones; empty: it has none */
};

static enum status read_gate(struct casework *work, const struct account_proof *proof, struct gate *gate)
{
	struct arena *arena = work->arena;
	const struct config *config = work->config;
	struct batch batch = batch_in(arena);
	struct result *results;

	*gate = (struct gate){ .known = proof->device.len > 0 ? keys_index(arena, work->keys, proof->device) : (struct str){ 0 } };
	BATCH(&batch, S("ZSCORE"), key_known(work->store, arena, proof->id), gate->known);
	TRY(store_run(work->store, &batch, &results));
	if (gate->known.len > 0 && results[0].type != RESULT_NIL) {
		gate->limits[0] = limit_of(work, "login.d.", ARENA_GLUE(arena, proof->id, S(" "), proof->device),
			config->limits.login_failures, LOGIN_WINDOW_SECONDS);
		return OK;
	}
	gate->limits[0] = limit_of(work, "login.a.", ARENA_GLUE(arena, proof->id, S(" "), work->network),
		config->limits.login_failures, LOGIN_WINDOW_SECONDS);
	gate->limits[1] = limit_of(work, "login.", proof->id, config->limits.login_failures_account, LOGIN_WINDOW_SECONDS);
	return OK;
}

/*
 * Counts this try before the password is looked at, so that parallel guesses count too.  What one network may no longer try
 * doesn't count for the account as a whole, or one network alone could close it to all others.
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
static bool proves(struct casework *work, const struct account *account, struct str password, struct str code,
	int64_t *step)
{
	struct str secret;

	if (!password_check(password, account->disabled ? S("") : account->password))
		return false;
	*step = account->totp_step;
	if (account->totp.len == 0)
		return true;
	if (contact_open(work->arena, work->keys, totp_place(work, account->id), account->totp, &secret) != OK)
		return false;
	return totp_check(secret, code, work->now, account->totp_step, step);
}

/* What a success leaves behind: its own failures are forgotten, those from elsewhere stay; the device is known. */
static void write_login(struct casework *work, struct batch *batch, const struct account_proof *proof, const struct gate *gate,
	int64_t step)
{
	struct str known = key_known(work->store, work->arena, proof->id);

	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, proof->id), S("last_login"), num(work->arena, work->now),
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

static enum status try_login(struct casework *work, const struct account_proof *proof, const struct gate *gate,
	struct account *out)
{
	struct account account = { .disabled = true };
	struct batch batch = batch_in(work->arena);
	int64_t step = 0;
	enum status status = read_watched(work, proof->id, &account);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (!proves(work, &account, proof->password, proof->code, &step)) {
		store_unwatch(work->store);
		return ERR_LOGIN;
	}
	write_login(work, &batch, proof, gate, step);
	TRY(store_commit(work->store, &batch, NULL));
	account.last_login = work->now;
	account.totp_step = step;
	*out = account;
	return OK;
}

enum status account_login(struct casework *work, const struct account_proof *proof, struct account *out)
{
	enum status status = ERR_CONFLICT;
	struct gate gate;

	if (!id_valid(proof->id)) {
		(void)password_check(proof->password, S(""));
		return ERR_LOGIN;
	}
	TRY(read_gate(work, proof, &gate));
	TRY(count_try(work, &gate));
	/* A conflict means that the account was written meanwhile: the code may have been used, so look again. */
	for (int i = 0; i < TRIES && status == ERR_CONFLICT; i++)
		status = try_login(work, proof, &gate, out);
	return status;
}
