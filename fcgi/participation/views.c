#include "participation/views.h"

#include "model/access.h"
#include "store/keys.h"
#include "store/transaction.h"

static void add(struct casework *work, struct batch *batch, uint64_t n, int64_t views, int64_t at)
{
	struct str amount = num(work->arena, views);
	struct str visits = key_visits(work->store, work->arena);
	struct str month = clock_month(work->arena, at);

	BATCH(batch, S("HINCRBY"), key_views(work->store, work->arena, n), num(work->arena, (int64_t)n),
		amount);
	BATCH(batch, S("HINCRBY"), visits, str_sub(month, 0, 4), amount);
	BATCH(batch, S("HINCRBY"), visits, month, amount);
}

enum status case_views_add(struct casework *work, uint64_t n, int64_t views)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	add(work, &batch, n, views, work->now);
	return store_run(work->store, &batch, &results);
}

/* What an older system counted. */
struct older_views {
	struct casework *work;
	uint64_t n;
	int64_t views;
	int64_t at;
};

static enum status take_step(void *context, struct transaction *transaction)
{
	const struct older_views *older = context;
	struct casework *work = older->work;
	struct str key = key_views(work->store, work->arena, older->n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, num(work->arena, (int64_t)older->n));
	TRY(store_run(work->store, &batch, &results));
	if (results[1].type != RESULT_STR)
		add(work, &transaction->changes, older->n, older->views, older->at);
	return OK;
}

enum status case_views_take(struct casework *work, uint64_t n, int64_t views, int64_t at)
{
	struct older_views older = { .work = work, .n = n, .views = views, .at = at };

	return transaction_run(work->store, work->arena, take_step, &older);
}

enum status case_viewed(struct casework *work, uint64_t n)
{
	struct case_record record;

	TRY(case_read(work, n, &record, NULL, NULL));
	if (!case_visible(&record, &viewer_public))
		return ERR_NOT_FOUND;
	return case_views_add(work, n, 1);
}
