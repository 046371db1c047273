#include "publish/digest_draft.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "model/department.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

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
			struct str field = arena_printf(arena, "%s.%s.%s", what[i],
				channel_name(CHANNEL_TOPIC), category_name((enum category)c));
			int64_t n = 0;

			str_to_i64(result_pair(&results[0], field), &n);
			*sums[i] += n;
		}
	return OK;
}

/* The cases that a public list has from the day's midnight to the next. */
static enum status read_list(struct day *day, const char *list, struct case_record **records, size_t *count)
{
	struct casework *work = day->work;
	struct batch batch = batch_in(work->arena);
	int64_t start = clock_day_start(day->day);
	struct result *results;
	uint64_t *numbers;

	BATCH(&batch, S("ZRANGEBYSCORE"), key_list(work->store, work->arena, str_of(list)),
		num(work->arena, start), num(work->arena, start + MS_PER_DAY - 1), S("LIMIT"), S("0"),
		num(work->arena, MOST_A_DAY));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].count;
	numbers = arena_array(work->arena, *count + 1, sizeof(*numbers));
	*records = arena_array(work->arena, *count + 1, sizeof(**records));
	for (size_t i = 0; i < *count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
	for (size_t from = 0; from < *count; from += CHUNK)
		TRY(case_read_many(work, numbers + from, *count - from < CHUNK ? *count - from : CHUNK,
			*records + from));
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
		buf_printf(out, "%.*s %" PRId64 " 个", STR_ARG(depts[i].name), answers);
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

	buf_printf(&out, "%d月%d日，%s收到话题 %" PRId64 " 个，交办 %" PRId64 " 个，答复 %" PRId64 " 个",
		date.month, date.day, day->work->config->site.name, day->in, day->leads, day->done);
	if (day->done > 0)
		buf_printf(&out, "，其中按时答复 %" PRId64 " 个", day->on_time);
	buf_add(&out, S("。"));
	if (day->answered_count < MOST_A_DAY)
		TRY(write_depts(day, &out));
	digest->text = buf_str(&out);
	return OK;
}

/* What is to be told of the day; ERR_NOT_FOUND when nothing happened. */
static enum status compose(struct day *day, struct digest *digest)
{
	TRY(read_sums(day));
	if (day->in + day->leads + day->done == 0)
		return ERR_NOT_FOUND;
	TRY(read_list(day, "new", &day->asked, &day->asked_count));
	TRY(read_list(day, "answered", &day->answered, &day->answered_count));
	qsort(day->asked, day->asked_count, sizeof(*day->asked), by_interest);
	qsort(day->answered, day->answered_count, sizeof(*day->answered), by_interest);
	choose(digest, day->answered, day->answered_count, ANSWERED_SHOWN);
	choose(digest, day->asked, day->asked_count, DIGEST_CASES);
	return write_text(day, digest);
}

static void write_draft(struct casework *work, struct batch *changes, const struct digest *digest,
	int32_t day)
{
	BATCH(changes, S("HSET"), key_digest(work->store, work->arena, digest->date), S("version"), S("1"),
		S("text"), digest->text, S("cases"), digest_print_cases(work->arena, digest),
		S("made"), num(work->arena, work->now));
	BATCH(changes, S("ZADD"), key_digests(work->store, work->arena, S("all")), num(work->arena, day),
		digest->date);
	event_add(work, changes, &(struct event){ .action = S(DIGEST_EVENT_DRAFT), .by = S("jobs"),
		.about = digest->date, .at = work->now });
}

struct draft {
	struct casework *work;
	int32_t day;
	bool made;
};

static enum status draft_once(void *context, struct transaction *transaction)
{
	struct draft *draft = context;
	struct casework *work = draft->work;
	struct day day = { .work = work, .day = draft->day,
		.date = clock_date(work->arena, clock_day_start(draft->day)) };
	struct digest digest = { .date = day.date };
	struct str key = key_digest(work->store, work->arena, day.date);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	enum status status;

	draft->made = false;
	WATCH(&batch, key);
	BATCH(&batch, S("EXISTS"), key);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return OK;
	status = compose(&day, &digest);
	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	write_draft(work, &transaction->changes, &digest, draft->day);
	draft->made = true;
	return OK;
}

enum status digest_draft(struct casework *work, int32_t day, bool *made)
{
	struct draft draft = { .work = work, .day = day };
	enum status status = transaction_run(work->store, work->arena, draft_once, &draft);

	*made = status == OK && draft.made;
	return status;
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
