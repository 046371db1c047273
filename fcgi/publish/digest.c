#include "publish/digest.h"

#include "base/clock.h"
#include "publish/article.h"
#include "store/keys.h"

/* The length of the blank or comma, also a Chinese one, with which the text begins; 0: none. */
static size_t separator(struct str text)
{
	static const struct str marks[] = { { " ", 1 }, { ",", 1 }, { "\n", 1 }, { "\t", 1 }, { "，", 3 },
		{ "、", 3 } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_starts(text, marks[i]))
			return marks[i].len;
	return 0;
}

static bool next_word(struct str *rest, struct str *word)
{
	size_t end = 0;
	size_t skip;

	while ((skip = separator(*rest)) > 0)
		*rest = str_sub(*rest, skip, rest->len);
	while (end < rest->len && separator(str_sub(*rest, end, rest->len)) == 0)
		end++;
	*word = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end, rest->len);
	return end > 0;
}

/* The case that a word names, if it is an answered topic that the public sees. */
static enum status find_topic(struct casework *work, struct str word, uint64_t *n)
{
	struct case_record record = { 0 };
	enum status status = ERR_NOT_FOUND;

	if (str_to_u64(word, INT64_MAX, n) || case_number_parse(work, word, n))
		status = case_read(work, *n, &record, NULL, NULL);
	if (status != OK)
		return status;
	return record.channel == CHANNEL_TOPIC && record.answers > 0 &&
		case_visible(&record, &viewer_public) ? OK : ERR_NOT_FOUND;
}

enum status digest_tidy_cases(struct casework *work, struct str *text, struct str *wrong)
{
	struct picks picks = { .count = 0 };
	struct str rest = *text;
	struct str word;

	*wrong = (struct str){ 0 };
	while (next_word(&rest, &word)) {
		uint64_t n = 0;
		enum status status = find_topic(work, word, &n);

		if (status == ERR_NOT_FOUND)
			*wrong = arena_printf(work->arena, "“%.*s”不是已公开答复的话题。", STR_ARG(word));
		else if (status != OK)
			return status;
		else if (!picks_add(&picks, n))
			*wrong = arena_printf(work->arena, "最多列 %d 个话题。", PICKS_MOST);
		if (wrong->len > 0)
			return ERR_INVALID;
	}
	*text = picks_print(work->arena, &picks);
	return OK;
}

enum status digest_count(struct casework *work, int32_t from, int32_t to, int64_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCOUNT"),
		key_articles(work->store, work->arena, article_index_column(work->arena, S(DIGEST_COLUMN))),
		num(work->arena, clock_day_start(from)), num(work->arena, clock_day_start(to + 1) - 1));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].integer;
	return OK;
}

/* The counters of topics in a tally (model/derive), in the order of the members of digest_sums. */
static const char *const counters[] = { "in", "lead", "done", "ontime" };
#define COUNTERS (sizeof(counters) / sizeof(counters[0]))
#define TALLY_FIELDS (COUNTERS * CATEGORY_COUNT)

/* HMGET of one day. */
static void ask_day(struct casework *work, struct batch *batch, int32_t day)
{
	struct str words[2 + TALLY_FIELDS] = { S("HMGET"), key_tally(work->store, work->arena,
		clock_date(work->arena, clock_day_start(day))) };
	size_t count = 2;

	for (size_t i = 0; i < COUNTERS; i++)
		for (int c = 0; c < CATEGORY_COUNT; c++)
			words[count++] = arena_printf(work->arena, "%s.%s.%s", counters[i],
				channel_name(CHANNEL_TOPIC), category_name((enum category)c));
	batch_add(batch, words, count);
}

enum status digest_sums_read(struct casework *work, int32_t from, int32_t to, struct digest_sums *out)
{
	int64_t *const sums[COUNTERS] = { &out->in, &out->leads, &out->done, &out->on_time };
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*out = (struct digest_sums){ 0 };
	if (to < from || to - from >= DIGEST_SUMS_DAYS)
		return OK;
	for (int32_t day = from; day <= to; day++)
		ask_day(work, &batch, day);
	TRY(store_run(work->store, &batch, &results));
	for (size_t day = 0; day < batch.count; day++)
		for (size_t i = 0; i < results[day].count; i++) {
			int64_t n = 0;

			str_to_i64(results[day].items[i].str, &n);
			*sums[i / CATEGORY_COUNT] += n;
		}
	return OK;
}
