/* What the jobs write into a daily before an editor sees it. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "model/department.h"
#include "publish/digest.h"
#include "store/keys.h"

#define MOST_A_DAY 1000	/* cases of a day that are looked at one by one */
#define CHUNK 50
#define ANSWERED_SHOWN 12
#define ARENA_LIMIT ((size_t)64 << 20)

/* A day being drafted. */
struct day {
	struct casework *work;
	int32_t day;
	struct str date;
	int64_t in, leads, done, on_time;	/* topics */
	struct case_record *asked;		/* made public that day */
	size_t asked_count;
	struct case_record *answered;
	size_t answered_count;
};

static enum status read_sums(struct day *day)
{
	static const char *const what[] = { "in", "lead", "done", "ontime" };
	int64_t *const sums[] = { &day->in, &day->leads, &day->done, &day->on_time };
	struct arena *arena = day->work->arena;
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_tally(day->work->store, arena, day->date));
	TRY(store_run(day->work->store, &batch, &results));
	for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++)
		for (size_t c = 0; c < CATEGORY_COUNT; c++) {
			struct str field = arena_printf(arena, "%s.%s.%s", what[i], channel_name(CHANNEL_TOPIC),
				category_name((enum category)c));
			int64_t n = 0;

			str_to_i64(result_pair(&results[0], field), &n);
			*sums[i] += n;
		}
	return OK;
}

/* The cases that a public list has between the day's two midnights. */
static enum status read_list(struct day *day, const char *list, struct case_record **records, size_t *count)
{
	struct casework *work = day->work;
	struct batch batch = batch_in(work->arena);
	int64_t start = clock_day_start(day->day);
	struct result *results;
	uint64_t *numbers;

	BATCH(&batch, S("ZRANGEBYSCORE"), key_list(work->store, work->arena, str_of(list)), num(work->arena, start),
		num(work->arena, start + MS_PER_DAY - 1), S("LIMIT"), S("0"), num(work->arena, MOST_A_DAY));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].count;
	numbers = arena_array(work->arena, *count + 1, sizeof(*numbers));
	*records = arena_array(work->arena, *count + 1, sizeof(**records));
	for (size_t i = 0; i < *count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
	for (size_t from = 0; from < *count; from += CHUNK)
		TRY(case_read_many(work, numbers + from, *count - from < CHUNK ? *count - from : CHUNK, *records + from));
	return OK;
}

static int64_t interest(const struct case_record *record)
{
	return record->supports + 2 * record->comments;
}

static int by_interest(const void *one, const void *other)
{
	const struct case_record *a = one;
	const struct case_record *b = other;

	if (interest(a) != interest(b))
		return interest(a) > interest(b) ? -1 : 1;
	return a->n < b->n ? -1 : a->n > b->n;
}

static void choose(struct digest *digest, const struct case_record *records, size_t count, size_t most)
{
	for (size_t i = 0; i < count && digest->count < most; i++) {
		bool there = !case_visible(&records[i], &viewer_public);

		for (size_t k = 0; k < digest->count; k++)
			there = there || digest->cases[k] == records[i].n;
		if (!there)
			digest->cases[digest->count++] = records[i].n;
	}
}

/* "市住房和城乡建设局 5 件、市交通运输局 4 件", in the order of the departments; empty if nobody answered. */
static enum status write_depts(struct day *day, struct buf *out)
{
	struct dept *depts;
	size_t count;
	bool any = false;

	TRY(dept_all(day->work, &depts, &count));
	for (size_t i = 0; i < count; i++) {
		int64_t answers = 0;

		for (size_t k = 0; k < day->answered_count; k++)
			answers += str_eq(day->answered[k].dept, depts[i].id);
		if (answers == 0)
			continue;
		buf_add(out, any ? S("、") : S("\n\n答复的部门："));
		buf_printf(out, "%.*s %" PRId64 " 件", STR_ARG(depts[i].name), answers);
		any = true;
	}
	if (any)
		buf_add(out, S("。"));
	return OK;
}

static enum status write_text(struct day *day, struct digest *digest)
{
	struct buf out = buf_in(day->work->arena);
	struct date date = date_of_day(day->day);

	buf_printf(&out, "%d月%d日，%s收到话题 %" PRId64 " 件，交办 %" PRId64 " 件，答复 %" PRId64 " 件", date.month, date.day,
		day->work->config->site.name, day->in, day->leads, day->done);
	if (day->done > 0)
		buf_printf(&out, "，其中按时答复 %" PRId64 " 件", day->on_time);
	buf_add(&out, S("。"));
	if (day->answered_count < MOST_A_DAY)
		TRY(write_depts(day, &out));
	digest->text = buf_str(&out);
	return OK;
}

static enum status write_draft(struct casework *work, const struct digest *digest, int32_t day)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_digest(work->store, work->arena, digest->date);
	struct buf numbers = buf_in(work->arena);

	for (size_t i = 0; i < digest->count; i++)
		buf_printf(&numbers, "%s%" PRIu64, i > 0 ? "," : "", digest->cases[i]);
	BATCH(&batch, S("HSET"), key, S("version"), S("1"), S("text"), digest->text, S("cases"), buf_str(&numbers), S("made"),
		num(work->arena, work->now));
	BATCH(&batch, S("ZADD"), key_digests(work->store, work->arena, S("all")), num(work->arena, day), digest->date);
	return store_commit(work->store, &batch, NULL);
}

static enum status draft_watched(struct casework *work, int32_t number, bool *made)
{
	struct day day = { .work = work, .day = number, .date = clock_date(work->arena, clock_day_start(number)) };
	struct digest digest = { .date = day.date };
	struct batch batch = batch_in(work->arena);
	struct str key = key_digest(work->store, work->arena, day.date);
	struct result *results;

	BATCH(&batch, S("WATCH"), key);
	BATCH(&batch, S("EXISTS"), key);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return OK;
	TRY(read_sums(&day));
	if (day.in + day.leads + day.done == 0)
		return OK;
	TRY(read_list(&day, "new", &day.asked, &day.asked_count));
	TRY(read_list(&day, "answered", &day.answered, &day.answered_count));
	qsort(day.asked, day.asked_count, sizeof(*day.asked), by_interest);
	qsort(day.answered, day.answered_count, sizeof(*day.answered), by_interest);
	choose(&digest, day.answered, day.answered_count, ANSWERED_SHOWN);
	choose(&digest, day.asked, day.asked_count, DIGEST_CASES);
	TRY(write_text(&day, &digest));
	TRY(write_draft(work, &digest, number));
	*made = true;
	return OK;
}

enum status digest_draft(struct casework *work, int32_t day, bool *made)
{
	enum status status;

	*made = false;
	status = draft_watched(work, day, made);
	store_unwatch(work->store);
	/* Another process was first: it is there. */
	return status == ERR_CONFLICT ? OK : status;
}

enum status digest_catch_up(struct casework *work, uint64_t *made)
{
	struct casework own = *work;
	int32_t today = clock_day(work->now);
	enum status status = OK;
	bool now;

	own.arena = arena_new(ARENA_LIMIT);
	for (int32_t day = today - DIGEST_DAYS; day < today && status == OK; day++) {
		status = digest_draft(&own, day, &now);
		*made += now;
		arena_reset(own.arena);
	}
	arena_free(own.arena);
	return status;
}
