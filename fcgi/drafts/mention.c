#include "drafts/mention.h"

#include "store/keys.h"

#define LIFE_SECONDS "15552000"

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of the word that begins there: a blank, also the ideographic one (U+3000), or punctuation. */
static size_t word_end(struct str text, size_t from)
{
	static const char *const stops[] = { "\u3000", "，", "。", "：", "、", "；", "！", "？", "@",
		",", ":" };
	size_t at = from;

	for (; at < text.len && !is_blank(text.data[at]); at++)
		for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
			if (str_starts(str_sub(text, at, text.len), str_of(stops[i])))
				return at;
	return at;
}

static bool begins_word(struct str text, size_t at)
{
	const struct str wide = S("\u3000");

	return at == 0 || is_blank(text.data[at - 1]) || str_ends(str_sub(text, 0, at), wide) ||
		(unsigned char)text.data[at - 1] >= 0x80;
}

size_t mentions_in(struct str text, struct str names[MENTIONS_MOST])
{
	size_t count = 0;

	for (size_t at = 0; at < text.len && count < MENTIONS_MOST; at++) {
		size_t end;

		if (text.data[at] != '@' || !begins_word(text, at))
			continue;
		end = word_end(text, at + 1);
		if (end > at + 1)
			names[count++] = str_sub(text, at + 1, end);
	}
	return count;
}

void mention_add(struct casework *work, struct batch *changes, struct str account, uint64_t n, int64_t at)
{
	struct str key = key_mentions(work->store, work->arena, account);

	BATCH(changes, S("ZADD"), key, num(work->arena, at), num(work->arena, (int64_t)n));
	BATCH(changes, S("ZREMRANGEBYRANK"), key, S("0"), num(work->arena, -MENTIONS_KEPT - 1));
	BATCH(changes, S("EXPIRE"), key, S(LIFE_SECONDS));
}

enum status mention_drop(struct casework *work, struct str account, uint64_t n)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("ZREM"), key_mentions(work->store, work->arena, account),
		num(work->arena, (int64_t)n));
	return store_commit(work->store, &batch, NULL);
}

enum status mentions_count(struct casework *work, struct str account, int64_t *total)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_mentions(work->store, work->arena, account));
	TRY(store_run(work->store, &batch, &results));
	*total = results[0].integer;
	return OK;
}

enum status mentions_read(struct casework *work, const struct viewer *viewer, struct mentions *out)
{
	struct batch batch = batch_in(work->arena);
	struct case_record read[MENTIONS_SHOWN];
	uint64_t numbers[MENTIONS_SHOWN];
	struct result *results;
	size_t count = 0;

	*out = (struct mentions){ 0 };
	BATCH(&batch, S("ZREVRANGE"), key_mentions(work->store, work->arena, viewer->id), S("0"),
		num(work->arena, MENTIONS_SHOWN - 1));
	BATCH(&batch, S("ZCARD"), key_mentions(work->store, work->arena, viewer->id));
	TRY(store_run(work->store, &batch, &results));
	out->total = results[1].integer;
	while (count < results[0].count && count < MENTIONS_SHOWN &&
		str_to_u64(results[0].items[count].str, INT64_MAX, &numbers[count]))
		count++;
	if (count == 0)
		return OK;
	TRY(case_read_many(work, numbers, count, read));
	batch = batch_in(work->arena);
	for (size_t i = 0; i < count; i++)
		if (case_inside(&read[i], viewer))
			out->list[out->count++] = read[i];
		else if (!read[i].damaged)
			BATCH(&batch, S("ZREM"), key_mentions(work->store, work->arena, viewer->id),
				num(work->arena, (int64_t)numbers[i]));
	out->total -= (int64_t)batch.count;
	return batch.count > 0 ? store_run(work->store, &batch, &results) : OK;
}
