#include "publish/article_report.h"

#include "store/keys.h"
#include "store/transaction.h"

static enum status find(struct casework *work, int year, bool watched, uint64_t *n)
{
	struct str key = key_articles(work->store, work->arena, S(ARTICLES_REPORTS));
	struct batch batch = batch_in(work->arena);
	struct result *results;
	const struct result *found;

	if (watched)
		WATCH(&batch, key);
	BATCH(&batch, S("ZRANGEBYSCORE"), key, num(work->arena, year), num(work->arena, year));
	TRY(store_run(work->store, &batch, &results));
	found = &results[watched ? 1 : 0];
	*n = 0;
	if (found->count > 0)
		str_to_u64(found->items[0].str, INT64_MAX, n);
	return OK;
}

enum status article_report_find(struct casework *work, int year, uint64_t *n)
{
	return find(work, year, false, n);
}

enum status article_report_watch(struct casework *work, int year, uint64_t *n)
{
	return find(work, year, true, n);
}

enum status article_report_years(struct casework *work, int before, size_t most, struct article *out,
	size_t *count)
{
	struct str key = key_articles(work->store, work->arena, S(ARTICLES_REPORTS));
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t *numbers;

	BATCH(&batch, S("ZREVRANGEBYSCORE"), key,
		before != 0 ? num(work->arena, before - 1) : S("+inf"), S("-inf"), S("LIMIT"), S("0"),
		num(work->arena, (int64_t)most));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].count;
	numbers = arena_array(work->arena, *count + 1, sizeof(*numbers));
	for (size_t i = 0; i < *count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
	return *count > 0 ? article_read_many(work, numbers, *count, out) : OK;
}

bool article_report_fits(const struct article *article, const struct article_text *text)
{
	return (article->report != 0) == (text->report.len > 0);
}
