#include "staff/account.h"

#include <stdlib.h>

#include "base/text.h"
#include "cases/dept.h"
#include "crypt/contact.h"
#include "crypt/password.h"
#include "store/keys.h"

#define PASSWORD_MIN 10
#define PASSWORD_MAX_BYTES 512
#define NAME_MAX 20
#define LOGIN_WINDOW_SECONDS 900
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

static enum status from_pairs(struct casework *work, struct str id, const struct result *pairs, struct account *out)
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
	return roles_parse(result_pair(pairs, S("roles")), &out->roles) ? OK : ERR_INTERNAL;
}

enum status account_read(struct casework *work, struct str id, struct account *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!id_valid(id))
		return ERR_NOT_FOUND;
	BATCH(&batch, S("HGETALL"), key_staff(work->store, work->arena, id));
	TRY(store_run(work->store, &batch, &results));
	return from_pairs(work, id, &results[0], out);
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

static int by_id(const void *a, const void *b)
{
	return str_cmp(((const struct account *)a)->id, ((const struct account *)b)->id);
}

enum status account_all(struct casework *work, struct account **out, size_t *count)
{
	struct batch names = batch_in(work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *ids;
	struct result *results;
	struct account *list;
	size_t n = 0;

	BATCH(&names, S("SMEMBERS"), key_staff_all(work->store, work->arena));
	TRY(store_run(work->store, &names, &ids));
	for (size_t i = 0; i < ids[0].count; i++)
		BATCH(&batch, S("HGETALL"), key_staff(work->store, work->arena, ids[0].items[i].str));
	list = arena_array(work->arena, ids[0].count + 1, sizeof(*list));
	if (batch.count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < batch.count; i++)
		if (from_pairs(work, ids[0].items[i].str, &results[i], &list[n]) == OK)
			n++;
	qsort(list, n, sizeof(*list), by_id);
	*out = list;
	*count = n;
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
	return from_pairs(work, id, &results[1], out);
}

static void write_profile(struct casework *work, struct batch *batch, const struct account *account)
{
	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, account->id), S("name"), account->name, S("roles"),
		roles_print(work->arena, account->roles), S("dept"), account->dept, S("disabled"),
		account->disabled ? S("1") : S(""), S("epoch"), num(work->arena, account->epoch));
}

enum status account_add(struct casework *work, const struct account *account, struct str password)
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
	write_profile(work, &batch, &fresh);
	BATCH(&batch, S("HSET"), key_staff(work->store, work->arena, fresh.id), S("password"), hash);
	BATCH(&batch, S("SADD"), key_staff_all(work->store, work->arena), fresh.id);
	status = store_commit(work->store, &batch, NULL);
	return status == ERR_CONFLICT ? ERR_ALREADY : status;
}

enum status account_change(struct casework *work, const struct account *account)
{
	if (!account_fits(account))
		return ERR_INVALID;
	TRY(check_dept(work, account));
	for (int i = 0; i < TRIES; i++) {
		struct account next;
		struct batch batch = batch_in(work->arena);
		enum status status;
		bool ends;

		TRY(read_watched(work, account->id, &next));
		ends = next.roles != account->roles || next.disabled != account->disabled ||
		       !str_eq(next.dept, account->dept);
		next.name = account->name;
		next.roles = account->roles;
		next.dept = account->dept;
		next.disabled = account->disabled;
		next.epoch += ends ? 1 : 0;
		write_profile(work, &batch, &next);
		status = store_commit(work->store, &batch, NULL);
		if (status != ERR_CONFLICT)
			return status;
	}
	return ERR_CONFLICT;
}

/* Sets one member of an account that exists; ends its sessions when told to. */
static enum status set_member(struct casework *work, struct str id, struct str member, struct str value, bool ends)
{
	struct account account;
	struct batch batch = batch_in(work->arena);
	struct str key = key_staff(work->store, work->arena, id);

	TRY(account_read(work, id, &account));
	BATCH(&batch, S("HSET"), key, member, value);
	if (ends)
		BATCH(&batch, S("HINCRBY"), key, S("epoch"), S("1"));
	return store_commit(work->store, &batch, NULL);
}

enum status account_set_password(struct casework *work, struct str id, struct str password)
{
	struct str hash;

	if (!password_fits(password))
		return ERR_INVALID;
	TRY(password_hash(work->arena, password, &hash));
	return set_member(work, id, S("password"), hash, true);
}

/* Where an account's second factor is sealed for. */
static struct str totp_place(struct casework *work, struct str id)
{
	return arena_join(work->arena, S("staff:"), id);
}

enum status account_totp_begin(struct casework *work, struct str id, struct str *secret)
{
	struct str fresh = totp_secret(work->arena);
	struct str sealed;

	TRY(contact_seal(work->arena, work->keys, totp_place(work, id), fresh, &sealed));
	TRY(set_member(work, id, S("totp_pending"), sealed, false));
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

enum status account_totp_off(struct casework *work, struct str id)
{
	struct account account;
	struct batch batch = batch_in(work->arena);

	TRY(account_read(work, id, &account));
	BATCH(&batch, S("HDEL"), key_staff(work->store, work->arena, id), S("totp"), S("totp_pending"), S("totp_step"));
	return store_commit(work->store, &batch, NULL);
}

/* Counts this try before the password is looked at, so that parallel guesses count too. */
static enum status count_try(struct casework *work, struct str limit_key)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("INCR"), limit_key);
	BATCH(&batch, S("EXPIRE"), limit_key, num(work->arena, LOGIN_WINDOW_SECONDS), S("LT"));
	TRY(store_commit(work->store, &batch, &results));
	return results[0].integer > work->config->limits.login_failures ? ERR_TOO_MANY : OK;
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

static enum status try_login(struct casework *work, struct str id, struct str password, struct str code,
	struct account *out)
{
	struct account account = { .disabled = true };
	struct batch batch = batch_in(work->arena);
	struct str key = key_staff(work->store, work->arena, id);
	int64_t step = 0;
	enum status status = read_watched(work, id, &account);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (!proves(work, &account, password, code, &step)) {
		store_unwatch(work->store);
		return ERR_LOGIN;
	}
	BATCH(&batch, S("HSET"), key, S("last_login"), num(work->arena, work->now), S("totp_step"),
		num(work->arena, step));
	BATCH(&batch, S("DEL"), key_limit(work->store, work->arena, arena_join(work->arena, S("login:"), id)));
	TRY(store_commit(work->store, &batch, NULL));
	account.last_login = work->now;
	account.totp_step = step;
	*out = account;
	return OK;
}

enum status account_login(struct casework *work, struct str id, struct str password, struct str code,
	struct account *out)
{
	enum status status = ERR_CONFLICT;

	if (!id_valid(id)) {
		(void)password_check(password, S(""));
		return ERR_LOGIN;
	}
	TRY(count_try(work, key_limit(work->store, work->arena, arena_join(work->arena, S("login:"), id))));
	/* A conflict means that the account was written meanwhile: the code may have been used, so look again. */
	for (int i = 0; i < TRIES && status == ERR_CONFLICT; i++)
		status = try_login(work, id, password, code, out);
	return status;
}
