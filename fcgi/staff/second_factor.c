#include "staff/second_factor.h"

#include "crypt/contact.h"
#include "crypt/password.h"
#include "staff/audit.h"
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

static enum status confirm(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;
	struct casework *work = change->work;
	struct str key = key_staff(work->store, work->arena, account->id);
	struct str secret;
	int64_t step;

	TRY(second_factor_pending(work, account, &secret));
	if (!totp_check(secret, change->code, work->now, 0, &step))
		return ERR_INVALID;
	BATCH(changes, S("HSET"), key, S("totp"), account->totp_pending,
		S("totp_step"), num(work->arena, step));
	BATCH(changes, S("HDEL"), key, S("totp_pending"));
	record_event(change, account, AUDIT_ACCOUNT_TOTP_ON, changes);
	return OK;
}

enum status second_factor_confirm(struct casework *work, struct str id, struct str code, struct str by)
{
	struct change change = { .work = work, .code = code, .by = by };

	return account_commit(work, id, confirm, &change);
}

static enum status switch_off(void *context, const struct account *account, struct batch *changes)
{
	const struct change *change = context;
	struct casework *work = change->work;

	BATCH(changes, S("HDEL"), key_staff(work->store, work->arena, account->id),
		S("totp"), S("totp_pending"), S("totp_step"));
	record_event(change, account, AUDIT_ACCOUNT_TOTP_OFF, changes);
	return OK;
}

enum status second_factor_off(struct casework *work, struct str id, struct str by)
{
	struct change change = { .work = work, .by = by };

	return account_commit(work, id, switch_off, &change);
}

bool second_factor_proves(struct casework *work, const struct account *account, struct str code,
	int64_t *step)
{
	struct str secret;

	*step = account->totp_step;
	if (account->totp.len == 0)
		return true;
	if (contact_open(work->arena, work->keys, place(work, account->id), account->totp, &secret) != OK)
		return false;
	return totp_check(secret, code, work->now, account->totp_step, step);
}
