#include "staff/second_factor.h"

#include "base/text.h"
#include "crypt/contact.h"
#include "crypt/password.h"
#include "staff/audit.h"
#include "staff/factor_rule.h"
#include "store/keys.h"

/* What a secret is sealed for. */
static struct str place(struct casework *work, struct str id)
{
	return arena_join(work->arena, S("staff:"), id);
}

/* A change of the second factor. */
struct change {
	struct casework *work;
	struct str sealed;	/* a new secret */
	struct str code;
	struct str by;
	struct str *codes;	/* RECOVERY_CODES new ones go here */
};

static enum status write_pending(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;

	BATCH(changes, S("HSET"), key_staff(change->work->store, change->work->arena, account->id),
		S("totp_pending"), change->sealed);
	return OK;
}

enum status second_factor_begin(struct casework *work, struct str id, struct str *secret)
{
	struct change change = { .work = work };
	struct str fresh = totp_secret(work->arena);

	TRY(contact_seal(work->arena, work->keys, place(work, id), fresh, &change.sealed));
	TRY(account_commit(work, id, write_pending, &change));
	*secret = fresh;
	return OK;
}

enum status second_factor_pending(struct casework *work, const struct account *account, struct str *secret)
{
	if (account->totp_pending.len == 0)
		return ERR_NOT_NOW;
	return contact_open(work->arena, work->keys, place(work, account->id), account->totp_pending, secret);
}

static void record_event(const struct change *change, const struct account *account, const char *action,
	struct batch *changes)
{
	audit_account(change->work, changes, &(struct account_event){ action, account->id, change->by,
		account->roles, account->roles });
}

static void write_codes(const struct change *change, const struct account *account, struct batch *changes)
{
	struct casework *work = change->work;
	struct str stored;

	recovery_make(work, account->id, change->codes, &stored);
	BATCH(changes, S("HSET"), key_staff(work->store, work->arena, account->id), S("recovery"), stored);
}

static enum status confirm(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;
	struct casework *work = change->work;
	struct str key = key_staff(work->store, work->arena, account->id);
	struct str secret;
	int64_t step;

	TRY(second_factor_pending(work, account, &secret));
	if (!totp_check(secret, text_number(work->arena, change->code), work->now, 0, &step))
		return ERR_INVALID;
	BATCH(changes, S("HSET"), key, S("totp"), account->totp_pending,
		S("totp_step"), num(work->arena, step));
	BATCH(changes, S("HDEL"), key, S("totp_pending"));
	write_codes(change, account, changes);
	record_event(change, account, AUDIT_ACCOUNT_TOTP_ON, changes);
	return OK;
}

enum status second_factor_confirm(struct casework *work, struct str id, struct str code, struct str by,
	struct str codes[RECOVERY_CODES])
{
	struct change change = { .work = work, .code = code, .by = by, .codes = codes };

	return account_commit(work, id, confirm, &change);
}

static enum status renew(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;

	if (account->totp.len == 0)
		return ERR_NOT_NOW;
	write_codes(change, account, changes);
	record_event(change, account, AUDIT_ACCOUNT_RECOVERY, changes);
	return OK;
}

enum status second_factor_renew(struct casework *work, struct str id, struct str by,
	struct str codes[RECOVERY_CODES])
{
	struct change change = { .work = work, .by = by, .codes = codes };

	return account_commit(work, id, renew, &change);
}

enum status second_factor_required(struct casework *work, const struct account *account, bool *required)
{
	uint32_t roles;

	TRY(factor_rule_read(work, &roles));
	*required = (account->roles & roles) != 0;
	return OK;
}

static enum status switch_off(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;
	struct casework *work = change->work;
	bool required;

	TRY(second_factor_required(work, account, &required));
	if (required && str_eq(change->by, account->id))
		return ERR_FORBIDDEN;
	BATCH(changes, S("HDEL"), key_staff(work->store, work->arena, account->id),
		S("totp"), S("totp_pending"), S("totp_step"), S("recovery"));
	record_event(change, account, AUDIT_ACCOUNT_TOTP_OFF, changes);
	return OK;
}

enum status second_factor_off(struct casework *work, struct str id, struct str by)
{
	struct change change = { .work = work, .by = by };

	return account_commit(work, id, switch_off, &change);
}

bool second_factor_proves(struct casework *work, const struct account *account, struct str code,
	struct factor_use *use)
{
	struct str secret;

	*use = (struct factor_use){ .step = account->totp_step, .recovery = account->recovery };
	if (account->totp.len == 0)
		return true;
	if (recovery_use(work, account, code, &use->recovery))
		return use->recovered = true;
	if (contact_open(work->arena, work->keys, place(work, account->id), account->totp, &secret) != OK)
		return false;
	return totp_check(secret, text_number(work->arena, code), work->now, account->totp_step, &use->step);
}
