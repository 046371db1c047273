#include "staff/account.h"

#include <stdlib.h>

#include "base/text.h"
#include "crypt/password.h"
#include "model/department.h"
#include "staff/audit.h"
#include "staff/separation.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

#define NAME_MAX 20

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

enum status account_take(struct casework *work, struct str id, const struct result *pairs,
	struct account *out)
{
	if (pairs->count == 0)
		return ERR_NOT_FOUND;
	*out = (struct account){
		.id = arena_str(work->arena, id),
		.name = result_pair(pairs, S("name")),
		.dept = result_pair(pairs, S("dept")),
		.password = { result_pair(pairs, S("password")), result_pair(pairs, S("passwords")),
			stored_int(pairs, S("password_at")) },
		.totp = result_pair(pairs, S("totp")),
		.totp_pending = result_pair(pairs, S("totp_pending")),
		.totp_step = stored_int(pairs, S("totp_step")),
		.recovery = result_pair(pairs, S("recovery")),
		.epoch = stored_int(pairs, S("epoch")),
		.disabled = result_pair(pairs, S("disabled")).len > 0,
		.last_login = stored_int(pairs, S("last_login")),
		.login_before = stored_int(pairs, S("login_before")),
		.failed = stored_int(pairs, S("failed")),
		.failed_before = stored_int(pairs, S("failed_before")),
	};
	out->fresh_until = stored_int(pairs, S("fresh_until"));
	if (!roles_parse(result_pair(pairs, S("roles")), &out->roles) ||
	    !roles_parse(result_pair(pairs, S("fresh")), &out->fresh))
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

void account_take_names(struct casework *work, const struct str *ids, size_t count,
	const struct result *results, struct account **out, size_t *found)
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

enum status account_list(struct casework *work, struct str after, size_t most, struct account **out,
	size_t *count)
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

static bool name_fits(struct str name)
{
	return name.len > 0 && text_valid(name) && text_length(name) <= NAME_MAX;
}

/* What an account must have whose roles or department are chosen. */
static bool roles_fit(const struct config *config, const struct account *account)
{
	/* Separated, who makes an account gives it no roles. */
	if (account->roles == 0 && !config->staff.separate_admins)
		return false;
	if ((account->roles & ~ROLE_STAFF) != 0 || roles_exclude(config, account->roles))
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

enum status account_read_watched(struct casework *work, struct str id, struct account *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str key;

	if (!id_valid(id))
		return ERR_NOT_FOUND;
	key = key_staff(work->store, work->arena, id);
	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	return account_take(work, id, &results[1], out);
}

struct edit {
	struct casework *work;
	struct str id;
	account_rule rule;
	void *context;	/* of the rule */
};

static enum status apply_rule(void *context, struct transaction *transaction)
{
	const struct edit *edit = context;
	struct account account;

	TRY(account_read_watched(edit->work, edit->id, &account));
	return edit->rule(edit->context, &account, &transaction->changes);
}

enum status account_commit(struct casework *work, struct str id, account_rule rule, void *context)
{
	struct edit edit = { work, id, rule, context };

	return transaction_run(work->store, work->arena, apply_rule, &edit);
}

static void write_profile(struct casework *work, struct batch *batch, const struct account *account)
{
	BATCH(batch, S("HSET"), key_staff(work->store, work->arena, account->id), S("name"), account->name,
		S("roles"), roles_print(work->arena, account->roles), S("dept"), account->dept, S("disabled"),
		account->disabled ? S("1") : S(""), S("epoch"), num(work->arena, account->epoch),
		S("fresh"), roles_print(work->arena, account->fresh),
		S("fresh_until"), num(work->arena, account->fresh_until));
}

static bool by_operator(struct str by)
{
	return str_eq(by, S(ACCOUNT_OPERATOR));
}

/*
 * A role that an administrator gives counts for the second person's steps only a day later, so that
 * supervisors have time to see it.
 */
static void give_roles(struct casework *work, struct account *account, uint32_t given, struct str by)
{
	if (given == 0 || by_operator(by))
		return;
	account->fresh |= given;
	account->fresh_until = work->now + ACCOUNT_FRESH_MS;
}

/* An account being made or changed. */
struct change {
	struct casework *work;
	const struct account *account;	/* as it will be */
	unsigned parts;			/* of enum account_part, when it is changed */
	struct str hash;		/* of a new password */
	struct str by;
};

static enum status add_account(void *context, struct transaction *transaction)
{
	const struct change *change = context;
	struct casework *work = change->work;
	struct batch *changes = &transaction->changes;
	struct account fresh = *change->account;
	struct account existing;
	enum status status = account_read_watched(work, fresh.id, &existing);

	if (status != ERR_NOT_FOUND)
		return status == OK ? ERR_ALREADY : status;
	/* An id that stood once and was removed by hand must not revive its old sessions. */
	fresh.epoch = work->now;
	give_roles(work, &fresh, fresh.roles, change->by);
	write_profile(work, changes, &fresh);
	BATCH(changes, S("HSET"), key_staff(work->store, work->arena, fresh.id), S("password"), change->hash);
	BATCH(changes, S("SADD"), key_staff_all(work->store, work->arena), fresh.id);
	audit_account(work, changes, &(struct account_event){ AUDIT_ACCOUNT_ADD, fresh.id, change->by, 0,
		fresh.roles });
	return OK;
}

enum status account_add(struct casework *work, const struct account *account, struct str password,
	struct str by)
{
	struct change change = { .work = work, .account = account, .by = by };

	if (!id_valid(account->id) || event_by_nobody(account->id) || !name_fits(account->name) ||
		!roles_fit(work->config, account) || !password_fits(work->config, password))
		return ERR_INVALID;
	TRY(check_dept(work, account));
	TRY(password_hash(work->arena, password, &change.hash));
	return transaction_run(work->store, work->arena, add_account, &change);
}

/* Roles and department are one event, so are disabling or enabling, and the name. */
static void record_change(struct casework *work, struct batch *changes, const struct account *before,
	const struct account *after, struct str by)
{
	const char *switched = after->disabled ? AUDIT_ACCOUNT_OFF : AUDIT_ACCOUNT_ON;
	struct account_event event = { NULL, after->id, by, after->roles, after->roles };

	if (!str_eq(before->name, after->name)) {
		event.action = AUDIT_ACCOUNT_NAME;
		audit_account(work, changes, &event);
	}
	if (before->roles != after->roles || !str_eq(before->dept, after->dept))
		audit_account(work, changes, &(struct account_event){ AUDIT_ACCOUNT_ROLES, after->id, by,
			before->roles, after->roles });
	if (before->disabled != after->disabled) {
		event.action = switched;
		audit_account(work, changes, &event);
	}
}

static enum status change_account(void *context, const struct account *before, struct batch *changes)
{
	const struct change *change = context;
	const struct account *wanted = change->account;
	struct account after = *before;

	if ((change->parts & ACCOUNT_NAME) != 0)
		after.name = wanted->name;
	if ((change->parts & ACCOUNT_ROLES) != 0) {
		after.roles = wanted->roles;
		after.dept = wanted->dept;
	}
	if ((change->parts & ACCOUNT_DISABLED) != 0)
		after.disabled = wanted->disabled;
	if ((change->parts & ACCOUNT_NAME) != 0 && !name_fits(after.name))
		return ERR_INVALID;
	/* One whose roles are of before a rule can still be disabled. */
	if ((after.roles != before->roles || !str_eq(after.dept, before->dept)) &&
		!roles_fit(change->work->config, &after))
		return ERR_INVALID;
	/* A new epoch ends the sessions. */
	if (after.roles != before->roles || after.disabled != before->disabled ||
	    !str_eq(after.dept, before->dept)) {
		after.epoch++;
		BATCH(changes, S("DEL"), key_sessions(change->work->store, change->work->arena, after.id));
	}
	give_roles(change->work, &after, after.roles & ~before->roles, change->by);
	write_profile(change->work, changes, &after);
	record_change(change->work, changes, before, &after, change->by);
	return OK;
}

enum status account_change(struct casework *work, const struct account *account, unsigned parts,
	struct str by)
{
	struct change change = { .work = work, .account = account, .parts = parts, .by = by };

	if ((parts & ACCOUNT_ROLES) != 0)
		TRY(check_dept(work, account));
	return account_commit(work, account->id, change_account, &change);
}

static enum status set_password(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;
	struct casework *work = change->work;
	struct str key = key_staff(work->store, work->arena, account->id);
	const bool own = str_eq(change->by, account->id);

	BATCH(changes, S("HSET"), key, S("password"), change->hash, S("passwords"),
		password_remember(work->arena, &account->password), S("password_at"),
		num(work->arena, own ? work->now : 0));
	BATCH(changes, S("HINCRBY"), key, S("epoch"), S("1"));
	BATCH(changes, S("DEL"), key_known(work->store, work->arena, account->id));
	BATCH(changes, S("DEL"), key_sessions(work->store, work->arena, account->id));
	audit_account(work, changes, &(struct account_event){ AUDIT_ACCOUNT_PASSWORD, account->id, change->by,
		account->roles, account->roles });
	return OK;
}

enum status account_set_password(struct casework *work, struct str id, struct str password, struct str by)
{
	struct change change = { .work = work, .by = by };
	struct account account;

	if (!password_fits(work->config, password))
		return ERR_INVALID;
	TRY(account_read(work, id, &account));
	/* Who chooses one for another mustn't learn whether it fits. */
	if (str_eq(by, id) && password_reused(work->config, &account.password, password))
		return ERR_ALREADY;
	TRY(password_hash(work->arena, password, &change.hash));
	return account_commit(work, id, set_password, &change);
}
