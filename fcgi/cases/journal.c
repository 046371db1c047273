#include "cases/journal.h"

#include "base/clock.h"
#include "crypt/random.h"
#include "store/keys.h"
#include "store/transaction.h"

#define TOKEN_SECONDS "60"
#define KEEP_MS 15000
#define JOURNAL_SECONDS "3600"
/* What one commit may change: the sums of the case before and after. */
#define CHANGES_MOST (2 * DERIVE_TALLIES)

enum status journal_open(struct casework *work, struct journal *journal)
{
	struct batch batch = batch_in(work->arena);
	struct str token = random_code(work->arena, JOURNAL_TOKEN);
	struct result *results;

	memcpy(journal->token, token.data, token.len);
	journal->token[token.len] = '\0';
	journal->kept = clock_steady();
	BATCH(&batch, S("SET"), key_recount(work->store, work->arena), token, S("NX"), S("EX"),
		S(TOKEN_SECONDS));
	TRY(store_commit(work->store, &batch, &results));
	return results[0].type == RESULT_NIL ? ERR_ALREADY : OK;
}

bool journal_kept(const struct journal *journal)
{
	return journal->token[0] != '\0';
}

enum status journal_keep(struct casework *work, struct journal *journal)
{
	struct batch batch = batch_in(work->arena);
	int64_t now = clock_steady();

	if (!journal_kept(journal) || now - journal->kept < KEEP_MS)
		return OK;
	journal->kept = now;
	BATCH(&batch, S("EXPIRE"), key_recount(work->store, work->arena), S(TOKEN_SECONDS));
	return store_commit(work->store, &batch, NULL);
}

/* A journal being closed. */
struct closing {
	struct casework *work;
	struct str token;
};

/* The flag may be that of a later recount. */
static enum status remove_own(void *context, struct transaction *transaction)
{
	const struct closing *closing = context;
	struct casework *work = closing->work;
	struct str flag = key_recount(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, flag);
	BATCH(&batch, S("GET"), flag);
	TRY(store_run(work->store, &batch, &results));
	BATCH(&transaction->changes, S("DEL"), key_journal(work->store, work->arena, closing->token));
	if (str_eq(results[1].str, closing->token))
		BATCH(&transaction->changes, S("DEL"), flag);
	return OK;
}

void journal_close(struct casework *work, const struct journal *journal)
{
	struct closing closing = { work, str_of(journal->token) };

	/* What can't be removed now lapses by itself. */
	if (journal_kept(journal))
		(void)transaction_run(work->store, work->arena, remove_own, &closing);
}

void journal_write(struct casework *work, struct batch *batch, struct str token, uint64_t n,
	const struct derive_tally *sums, size_t count)
{
	struct str key = key_journal(work->store, work->arena, token);
	struct str args[5 + 2 * CHANGES_MOST] = { S("XADD"), key, S("*"), S("c"),
		num(work->arena, (int64_t)n) };
	size_t args_count = 5;

	for (size_t i = 0; i < count; i++) {
		if (sums[i].amount == 0)
			continue;
		args[args_count++] = ARENA_GLUE(work->arena, sums[i].period, S("/"), sums[i].field);
		args[args_count++] = num(work->arena, sums[i].amount);
	}
	if (args_count == 5)
		return;
	batch_add(batch, args, args_count);
	BATCH(batch, S("EXPIRE"), key, S(JOURNAL_SECONDS));
}
