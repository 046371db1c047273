#include "drafts/lease.h"

#include "store/keys.h"
#include "store/transaction.h"

/* A lease is one key with an expiry; taking it is SET NX, renewing it is possible only for its holder. */

void lease_ask(struct casework *work, struct batch *batch, uint64_t n)
{
	struct str key = key_claim(work->store, work->arena, n);

	BATCH(batch, S("GET"), key);
	BATCH(batch, S("PTTL"), key);
}

void lease_read(struct casework *work, const struct result *results, struct str *holder, int64_t *until)
{
	/*
	 * One that has more left than its life was taken before the wall clock went back: it keeps nobody
	 * off.
	 */
	*holder = results[1].integer <= LEASE_MS + MS_PER_MINUTE ? results[0].str : (struct str){ 0 };
	*until = holder->len > 0 ? work->now + results[1].integer : 0;
}

enum status lease_look(struct casework *work, uint64_t n, struct str *holder, int64_t *until)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	lease_ask(work, &batch, n);
	TRY(store_run(work->store, &batch, &results));
	lease_read(work, results, holder, until);
	return OK;
}

enum status lease_take(struct casework *work, uint64_t n, const struct viewer *by, struct str *holder,
	int64_t *until)
{
	struct str key = key_claim(work->store, work->arena, n);
	struct str life = num(work->arena, LEASE_MS);
	struct batch take = batch_in(work->arena);
	struct batch renew = batch_in(work->arena);
	struct result *results;

	BATCH(&take, S("PEXPIRE"), key, life, S("LT"));
	BATCH(&take, S("SET"), key, by->id, S("NX"), S("PX"), life);
	TRY(store_run(work->store, &take, &results));
	TRY(lease_look(work, n, holder, until));
	if (!str_eq(*holder, by->id))
		return ERR_CONFLICT;
	BATCH(&renew, S("PEXPIRE"), key, life);
	TRY(store_run(work->store, &renew, &results));
	*until = work->now + LEASE_MS;
	return OK;
}

struct drop {
	struct casework *work;
	struct str key;
	struct str holder;
};

static enum status drop_own(void *context, struct transaction *transaction)
{
	const struct drop *drop = context;
	struct batch batch = batch_in(drop->work->arena);
	struct result *results;

	WATCH(&batch, drop->key);
	BATCH(&batch, S("GET"), drop->key);
	TRY(store_run(drop->work->store, &batch, &results));
	if (str_eq(results[1].str, drop->holder))
		BATCH(&transaction->changes, S("DEL"), drop->key);
	return OK;
}

enum status lease_drop(struct casework *work, uint64_t n, const struct viewer *by)
{
	struct drop drop = { work, key_claim(work->store, work->arena, n), by->id };

	return transaction_run(work->store, work->arena, drop_own, &drop);
}

void lease_end(struct casework *work, struct batch *batch, uint64_t n)
{
	BATCH(batch, S("DEL"), key_claim(work->store, work->arena, n));
}
