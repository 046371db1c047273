#include "participation/push_news.h"

#include "store/keys.h"

#define KEPT_SECONDS "604800"

enum status push_news_put(struct casework *work, struct str device, uint64_t n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SET"), key_push(work->store, work->arena, device), num(work->arena, (int64_t)n),
		S("EX"), S(KEPT_SECONDS));
	return store_run(work->store, &batch, &results);
}

enum status push_news_read(struct casework *work, struct str device, uint64_t *n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("GET"), key_push(work->store, work->arena, device));
	TRY(store_run(work->store, &batch, &results));
	return str_to_u64(results[0].str, INT64_MAX, n) ? OK : ERR_NOT_FOUND;
}
