#include "drafts/saved_search.h"

#include <stdlib.h>

#include "store/keys.h"
#include "store/transaction.h"

static int compare(const void *a, const void *b)
{
	return str_cmp(((const struct saved_search *)a)->name, ((const struct saved_search *)b)->name);
}

enum status saved_search_read(struct casework *work, struct str account,
	struct saved_search out[SAVED_SEARCHES_MOST], size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*count = 0;
	BATCH(&batch, S("HGETALL"), key_searches(work->store, work->arena, account));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i + 1 < results[0].count && *count < SAVED_SEARCHES_MOST; i += 2)
		out[(*count)++] = (struct saved_search){ results[0].items[i].str,
			results[0].items[i + 1].str };
	qsort(out, *count, sizeof(*out), compare);
	return OK;
}

struct putting {
	struct casework *work;
	struct str key;
	const struct saved_search *search;
};

static enum status put(void *context, struct transaction *transaction)
{
	const struct putting *putting = context;
	struct batch batch = batch_in(putting->work->arena);
	struct result *results;

	WATCH(&batch, putting->key);
	BATCH(&batch, S("HLEN"), putting->key);
	BATCH(&batch, S("HEXISTS"), putting->key, putting->search->name);
	TRY(store_run(putting->work->store, &batch, &results));
	if (results[1].integer >= SAVED_SEARCHES_MOST && results[2].integer == 0)
		return ERR_TOO_MANY;
	BATCH(&transaction->changes, S("HSET"), putting->key, putting->search->name, putting->search->query);
	return OK;
}

enum status saved_search_put(struct casework *work, struct str account, const struct saved_search *search)
{
	struct putting putting = { work, key_searches(work->store, work->arena, account), search };

	return transaction_run(work->store, work->arena, put, &putting);
}

enum status saved_search_drop(struct casework *work, struct str account, struct str name)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("HDEL"), key_searches(work->store, work->arena, account), name);
	return store_commit(work->store, &batch, NULL);
}
