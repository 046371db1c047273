#include "lists/articles.h"

#include "lists/walk.h"
#include "store/keys.h"

#define NEAR 20

/* Of the rows, those that are articles and that the public may open, unless inside. */
static enum status take_rows(struct casework *work, const struct ranked *rows, size_t count, bool inside,
	struct articles_page *page)
{
	struct article found[ARTICLES_A_PAGE];
	uint64_t numbers[ARTICLES_A_PAGE] = { 0 };

	for (size_t i = 0; i < count; i++)
		numbers[i] = ranked_case(rows[i].member);
	TRY(article_read_many(work, numbers, count, found));
	for (size_t i = 0; i < count; i++)
		if (found[i].n != 0 && (inside || article_opens(&found[i]) == OPENS_PAGE))
			page->rows[page->count++] = found[i];
	return OK;
}

/* One page of a walk that hasn't begun. */
static enum status read_page(struct casework *work, struct walk *walk, struct str from, size_t limit,
	bool inside, struct articles_page *page)
{
	struct ranked *rows;
	size_t count;

	*page = (struct articles_page){ 0 };
	TRY(cursor_parse(work->arena, from, &walk->from));
	TRY(walk_chunk(work, walk, limit, &rows, &count));
	TRY(take_rows(work, rows, count, inside, page));
	page->total = walk->total;
	if (!walk->ended && count > 0)
		page->next = cursor_print(work->arena, &rows[count - 1]);
	return OK;
}

enum status articles_list(struct casework *work, struct str index, struct str before, size_t limit,
	bool inside, struct articles_page *page)
{
	struct walk walk = { .key = key_articles(work->store, work->arena, index), .descending = true };

	return read_page(work, &walk, before, limit, inside, page);
}

enum status articles_soonest(struct casework *work, struct str index, struct str after,
	struct articles_page *page)
{
	struct walk walk = { .key = key_articles(work->store, work->arena, index) };

	return read_page(work, &walk, after, ARTICLES_A_PAGE, true, page);
}

enum status articles_due(struct casework *work, struct str index, int64_t *all, int64_t *late)
{
	struct str key = key_articles(work->store, work->arena, index);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key);
	BATCH(&batch, S("ZCOUNT"), key, S("-inf"), num(work->arena, work->now - 1));
	TRY(store_run(work->store, &batch, &results));
	*all = results[0].integer;
	*late = results[1].integer;
	return OK;
}

enum status articles_oldest(struct casework *work, struct str index, int64_t *time)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*time = work->now;
	BATCH(&batch, S("ZRANGE"), key_articles(work->store, work->arena, index), S("0"), S("0"),
		S("WITHSCORES"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count > 1)
		str_to_i64(results[0].items[1].str, time);
	return OK;
}

/* How many are in the span, and how many are newer: the rank at which it begins. */
static enum status measure(struct casework *work, struct str key, const struct articles_span *span,
	int64_t *total, int64_t *newer)
{
	struct str until = num(work->arena, span->until);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCOUNT"), key, num(work->arena, span->from), arena_join(work->arena, S("("), until));
	BATCH(&batch, S("ZCOUNT"), key, until, S("+inf"));
	TRY(store_run(work->store, &batch, &results));
	*total = results[0].integer;
	*newer = results[1].integer;
	return OK;
}

enum status articles_within(struct casework *work, struct str index, struct str before,
	const struct articles_span *span, struct articles_page *page)
{
	struct walk walk = { .key = key_articles(work->store, work->arena, index), .descending = true };
	struct ranked *rows;
	int64_t newer;
	size_t count;
	size_t inside = 0;

	*page = (struct articles_page){ 0 };
	TRY(cursor_parse(work->arena, before, &walk.from));
	TRY(measure(work, walk.key, span, &page->total, &newer));
	/* A span begins where a row of its end, without a member, would stand. */
	if (!walk.from.set || walk.from.score >= span->until)
		walk.from = (struct cursor){ true, span->until, { 0 }, newer };
	TRY(walk_chunk(work, &walk, ARTICLES_A_PAGE, &rows, &count));
	while (inside < count && rows[inside].score >= span->from)
		inside++;
	TRY(take_rows(work, rows, inside, false, page));
	if (!walk.ended && inside > 0 && inside == count && rows[count - 1].rank + 1 < newer + page->total)
		page->next = cursor_print(work->arena, &rows[count - 1]);
	return OK;
}

static void ask_newest(struct casework *work, struct batch *batch, struct str index, size_t limit)
{
	struct str key = key_articles(work->store, work->arena, index);

	BATCH(batch, S("ZREVRANGE"), key, S("0"), num(work->arena, (int64_t)limit - 1));
	BATCH(batch, S("ZCARD"), key);
}

enum status articles_newest(struct casework *work, const struct str *indexes, size_t count, size_t limit,
	struct articles_page *pages)
{
	struct article *found = arena_array(work->arena, count * limit + 1, sizeof(*found));
	uint64_t *numbers = arena_array(work->arena, count * limit + 1, sizeof(*numbers));
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t asked = 0;
	size_t next = 0;

	if (count == 0)
		return OK;
	for (size_t i = 0; i < count; i++)
		ask_newest(work, &batch, indexes[i], limit);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < results[2 * i].count; j++)
			numbers[asked++] = ranked_case(results[2 * i].items[j].str);
	TRY(article_read_many(work, numbers, asked, found));
	for (size_t i = 0; i < count; i++) {
		pages[i] = (struct articles_page){ .total = results[2 * i + 1].integer };
		for (size_t j = 0; j < results[2 * i].count; j++, next++)
			if (found[next].n != 0 && article_opens(&found[next]) == OPENS_PAGE)
				pages[i].rows[pages[i].count++] = found[next];
	}
	return OK;
}

/* The number behind n among these; false: n isn't among them, or the last of a full chunk. */
static bool after_it(const struct result *members, uint64_t n, uint64_t *out)
{
	for (size_t i = 0; i < members->count && i + 1 < NEAR; i++)
		if (ranked_case(members->items[i].str) == n) {
			*out = i + 1 < members->count ? ranked_case(members->items[i + 1].str) : 0;
			return true;
		}
	return false;
}

/* Of an old portal's articles many have one time: then by its rank. */
static enum status beside_by_rank(struct casework *work, struct str key, const struct result *rank,
	uint64_t found[2])
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t at = rank->integer;

	found[0] = found[1] = 0;
	if (rank->type != RESULT_INT)
		return OK;
	BATCH(&batch, S("ZRANGE"), key, num(work->arena, at + 1), num(work->arena, at + 1));
	if (at > 0)
		BATCH(&batch, S("ZRANGE"), key, num(work->arena, at - 1), num(work->arena, at - 1));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count > 0)
		found[1] = ranked_case(results[0].items[0].str);
	if (at > 0 && results[1].count > 0)
		found[0] = ranked_case(results[1].items[0].str);
	return OK;
}

enum status articles_beside(struct casework *work, const struct article *article, struct article *earlier,
	struct article *later)
{
	struct str key = key_articles(work->store, work->arena,
		article_index_column(work->arena, article->column));
	struct str at = num(work->arena, article->published);
	struct batch batch = batch_in(work->arena);
	struct article found[2];
	struct result *results;
	uint64_t numbers[2];

	BATCH(&batch, S("ZREVRANGEBYSCORE"), key, at, S("-inf"), S("LIMIT"), S("0"), num(work->arena, NEAR));
	BATCH(&batch, S("ZRANGEBYSCORE"), key, at, S("+inf"), S("LIMIT"), S("0"), num(work->arena, NEAR));
	BATCH(&batch, S("ZRANK"), key, num(work->arena, (int64_t)article->n));
	TRY(store_run(work->store, &batch, &results));
	if (!after_it(&results[0], article->n, &numbers[0]) ||
		!after_it(&results[1], article->n, &numbers[1]))
		TRY(beside_by_rank(work, key, &results[2], numbers));
	TRY(article_read_many(work, numbers, 2, found));
	*earlier = article_opens(&found[0]) == OPENS_PAGE ? found[0] : (struct article){ 0 };
	*later = article_opens(&found[1]) == OPENS_PAGE ? found[1] : (struct article){ 0 };
	return OK;
}
