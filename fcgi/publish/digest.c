#include "publish/digest.h"

#include "base/clock.h"
#include "model/event.h"
#include "publish/article.h"
#include "store/keys.h"
#include "store/transaction.h"

static int64_t pair_int(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

static void read_numbers(struct str text, struct digest *out)
{
	struct str piece;

	while (out->count < DIGEST_CASES && str_cut(&text, ',', &piece))
		if (str_to_u64(piece, INT64_MAX, &out->cases[out->count]))
			out->count++;
}

struct str digest_print_cases(struct arena *arena, const struct digest *digest)
{
	struct str text = { 0 };

	for (size_t i = 0; i < digest->count; i++)
		text = ARENA_GLUE(arena, text, i > 0 ? S(",") : S(""), num(arena, (int64_t)digest->cases[i]));
	return text;
}

static enum status read_pairs(struct str date, const struct result *pairs, struct digest *out)
{
	if (pairs->count == 0)
		return ERR_NOT_FOUND;
	*out = (struct digest){
		.date = date,
		.published = pair_int(pairs, S("public")) != 0,
		.version = pair_int(pairs, S("version")),
		.text = result_pair(pairs, S("text")),
		.made = pair_int(pairs, S("made")),
		.edited = pair_int(pairs, S("edited")),
		.edited_by = result_pair(pairs, S("edited_by")),
		.released = pair_int(pairs, S("released")),
		.released_by = result_pair(pairs, S("released_by")),
	};
	read_numbers(result_pair(pairs, S("cases")), out);
	return OK;
}

enum status digest_read(struct casework *work, struct str date, struct digest *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct date parsed;

	if (!date_parse(date, &parsed))
		return ERR_NOT_FOUND;
	BATCH(&batch, S("HGETALL"), key_digest(work->store, work->arena, date));
	TRY(store_run(work->store, &batch, &results));
	return read_pairs(date, &results[0], out);
}

enum status digest_list(struct casework *work, bool drafts, struct str before, size_t limit,
	struct digest *rows, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct batch reads = batch_in(work->arena);
	struct result *dates;
	struct result *results;
	struct date date;
	struct str below = S("+inf");

	*count = 0;
	if (before.len > 0) {
		if (!date_parse(before, &date))
			return ERR_MALFORMED;
		below = arena_join(work->arena, S("("), num(work->arena, day_of_date(date)));
	}
	BATCH(&batch, S("ZREVRANGEBYSCORE"),
		key_digests(work->store, work->arena, drafts ? S("all") : S("public")), below, S("-inf"),
		S("LIMIT"), S("0"), num(work->arena, (int64_t)limit));
	TRY(store_run(work->store, &batch, &dates));
	for (size_t i = 0; i < dates[0].count; i++)
		BATCH(&reads, S("HGETALL"), key_digest(work->store, work->arena, dates[0].items[i].str));
	if (reads.count == 0)
		return OK;
	TRY(store_run(work->store, &reads, &results));
	for (size_t i = 0; i < dates[0].count; i++)
		if (read_pairs(dates[0].items[i].str, &results[i], &rows[*count]) == OK &&
			(drafts || rows[*count].published))
			(*count)++;
	return OK;
}

enum status digest_count(struct casework *work, int32_t from, int32_t to, int64_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCOUNT"), key_digests(work->store, work->arena, S("public")), num(work->arena, from),
		num(work->arena, to));
	BATCH(&batch, S("ZCOUNT"),
		key_articles(work->store, work->arena, article_index_column(work->arena, S(DIGEST_COLUMN))),
		num(work->arena, clock_day_start(from)), num(work->arena, clock_day_start(to + 1) - 1));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].integer + results[1].integer;
	return OK;
}

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

static bool has_case(const struct digest *digest, uint64_t n)
{
	for (size_t i = 0; i < digest->count; i++)
		if (digest->cases[i] == n)
			return true;
	return false;
}

enum status digest_parse_cases(struct casework *work, struct str text, struct digest *digest,
	struct str *wrong)
{
	struct str word;
	uint64_t n;

	*wrong = (struct str){ 0 };
	digest->count = 0;
	while (next_word(&text, &word)) {
		struct case_record record = { 0 };
		enum status status = ERR_NOT_FOUND;

		if (str_to_u64(word, INT64_MAX, &n) || case_number_parse(work, word, &n))
			status = case_read(work, n, &record, NULL, NULL);
		if (status != OK && status != ERR_NOT_FOUND)
			return status;
		if (status == ERR_NOT_FOUND || !case_visible(&record, &viewer_public)) {
			*wrong = arena_printf(work->arena, "“%.*s”不是公开的件", STR_ARG(word));
			return ERR_INVALID;
		}
		if (has_case(digest, n))
			continue;
		if (digest->count == DIGEST_CASES) {
			*wrong = S("最多列 20 件");
			return ERR_INVALID;
		}
		digest->cases[digest->count++] = n;
	}
	return OK;
}

#define CHANGED_MEANWHILE "这一期刚才有人修改过，请查看最新内容后再操作。"

static enum status refuse(enum status status, struct str *why, struct str sentence)
{
	*why = sentence;
	return status;
}

static enum status check_change(const struct digest *digest, const struct digest_change *change,
	struct str *why)
{
	if (change->version != digest->version)
		return ERR_CONFLICT;
	if ((change->step == DIGEST_WITHDRAW) != digest->published)
		return refuse(ERR_NOT_NOW, why,
			digest->published ? S("这一期已经发布。需要修改的，请先撤回。") :
					    S("这一期还没有发布。"));
	if (change->step == DIGEST_PUBLISH && change->fresh)
		return refuse(ERR_FORBIDDEN, why,
			S("您的角色授予还不满 24 小时，暂时不能发布，请由其他同事办理。"));
	if (change->step == DIGEST_PUBLISH && str_eq(change->by, digest->edited_by))
		return refuse(ERR_FORBIDDEN, why, S("您修改过这一期，应由另一位同事审核发布。"));
	return OK;
}

static void write_change(struct casework *work, struct batch *batch, const struct digest *digest,
	const struct digest_change *change)
{
	static const char *const actions[] = { [DIGEST_EDIT] = DIGEST_EVENT_EDIT,
		[DIGEST_PUBLISH] = DIGEST_EVENT_PUBLISH,
		[DIGEST_WITHDRAW] = DIGEST_EVENT_WITHDRAW };
	struct str key = key_digest(work->store, work->arena, digest->date);
	struct str public = key_digests(work->store, work->arena, S("public"));
	struct date date = { 0 };

	date_parse(digest->date, &date);
	BATCH(batch, S("HINCRBY"), key, S("version"), S("1"));
	if (change->step == DIGEST_EDIT) {
		BATCH(batch, S("HSET"), key, S("text"), change->edited->text,
			S("cases"), digest_print_cases(work->arena, change->edited),
			S("edited"), num(work->arena, work->now), S("edited_by"), change->by);
	} else if (change->step == DIGEST_PUBLISH) {
		BATCH(batch, S("HSET"), key, S("public"), S("1"), S("released"), num(work->arena, work->now),
			S("released_by"), change->by);
		BATCH(batch, S("ZADD"), public, num(work->arena, day_of_date(date)), digest->date);
	} else {
		BATCH(batch, S("HDEL"), key, S("public"), S("released"), S("released_by"));
		BATCH(batch, S("ZREM"), public, digest->date);
	}
	event_add(work, batch, &(struct event){ .action = str_of(actions[change->step]), .by = change->by,
		.about = digest->date, .at = work->now });
}

/* A daily being changed. */
struct digest_edit {
	struct casework *work;
	struct str date;
	const struct digest_change *change;
	struct str why;
};

static enum status change_digest(void *context, struct transaction *transaction)
{
	struct digest_edit *edit = context;
	struct casework *work = edit->work;
	struct str key = key_digest(work->store, work->arena, edit->date);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct digest digest;
	struct date parsed;

	if (!date_parse(edit->date, &parsed))
		return ERR_NOT_FOUND;
	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	TRY(read_pairs(edit->date, &results[1], &digest));
	TRY(check_change(&digest, edit->change, &edit->why));
	write_change(work, &transaction->changes, &digest, edit->change);
	if (edit->change->step == DIGEST_WITHDRAW)
		transaction->purge = work->config->paths.cache;
	return OK;
}

enum status digest_do(struct casework *work, struct str date, const struct digest_change *change,
	struct str *why)
{
	struct digest_edit edit = { .work = work, .date = date, .change = change };
	enum status status = transaction_run(work->store, work->arena, change_digest, &edit);

	*why = status == ERR_CONFLICT ? S(CHANGED_MEANWHILE) : edit.why;
	return status;
}
