#include "lists/supervision.h"

#include <inttypes.h>
#include <stdlib.h>

#include "staff/audit.h"
#include "lists/queue.h"
#include "store/keys.h"

/* Where each list comes from: the desks' queues, or a sorted set of its own. */
static const struct kind {
	const char *name;
	const char *label;
	const char *list;	/* NULL: all desks */
	bool descending;
} kinds[WATCH_COUNT] = {
	[WATCH_OVERDUE] = { "overdue", "已超期", NULL, false },
	[WATCH_TODAY] = { "today", "今天到期", NULL, false },
	[WATCH_OLD] = { "old", "60 天以上未答复", "waiting", false },
	[WATCH_RETURNED] = { "returned", "退回两次以上", "returned", false },
	[WATCH_LOW] = { "low", "评价不满意", "low", true },
};

const char *supervision_name(enum supervision watch)
{
	return kinds[watch].name;
}

const char *supervision_label(enum supervision watch)
{
	return kinds[watch].label;
}

bool supervision_parse(struct str name, enum supervision *out)
{
	for (int i = 0; i < WATCH_COUNT; i++)
		if (str_eq(name, str_of(kinds[i].name))) {
			*out = (enum supervision)i;
			return true;
		}
	return false;
}

/* Scores as ZRANGEBYSCORE takes them. */
struct range {
	struct str least;
	struct str most;
};

static struct range range_of(struct casework *work, enum supervision watch)
{
	int64_t tomorrow = clock_day_start(clock_day(work->now) + 1);

	if (watch == WATCH_OVERDUE)
		return (struct range){ S(QUEUE_EARLIEST), arena_printf(work->arena, "(%" PRId64, work->now) };
	if (watch == WATCH_TODAY)
		return (struct range){ num(work->arena, work->now),
			arena_printf(work->arena, "(%" PRId64, tomorrow) };
	if (watch == WATCH_OLD)
		return (struct range){ S("-inf"),
			arena_printf(work->arena, "(%" PRId64, work->now - WATCH_OLD_DAYS * MS_PER_DAY) };
	return (struct range){ S("-inf"), S("+inf") };
}

/* The sorted sets of one list: one of its own (desks then has one empty name), or a queue each desk. */
struct sources {
	struct desk *desks;
	struct str *keys;
	size_t count;
};

static enum status sources_of(struct casework *work, enum supervision watch, struct sources *out)
{
	*out = (struct sources){ .count = 1 };
	if (kinds[watch].list == NULL)
		TRY(queue_desks(work, &out->desks, &out->count));
	else
		out->desks = arena_array(work->arena, 1, sizeof(*out->desks));
	out->keys = arena_array(work->arena, out->count, sizeof(*out->keys));
	for (size_t i = 0; i < out->count; i++)
		out->keys[i] = kinds[watch].list == NULL ?
			key_queue(work->store, work->arena, out->desks[i].name) :
			key_list(work->store, work->arena, str_of(kinds[watch].list));
	return OK;
}

enum status supervision_counts(struct casework *work, int64_t counts[WATCH_COUNT])
{
	struct batch batch = batch_in(work->arena);
	struct sources sources[WATCH_COUNT];
	struct result *results;
	size_t at = 0;

	for (int i = 0; i < WATCH_COUNT; i++) {
		struct range range = range_of(work, (enum supervision)i);

		TRY(sources_of(work, (enum supervision)i, &sources[i]));
		for (size_t j = 0; j < sources[i].count; j++)
			BATCH(&batch, S("ZCOUNT"), sources[i].keys[j], range.least, range.most);
	}
	TRY(store_run(work->store, &batch, &results));
	for (int i = 0; i < WATCH_COUNT; i++) {
		counts[i] = 0;
		for (size_t j = 0; j < sources[i].count; j++)
			counts[i] += results[at++].integer;
	}
	return OK;
}

/* As Redis orders a set, equal scores by bytes; of two desks by name. */
static int by_place(const void *one, const void *other)
{
	const struct supervision_row *a = one;
	const struct supervision_row *b = other;
	int members = str_cmp(a->place.member, b->place.member);

	if (a->place.score != b->place.score)
		return a->place.score < b->place.score ? -1 : 1;
	return members != 0 ? members : str_cmp(a->desk, b->desk);
}

static int by_place_down(const void *one, const void *other)
{
	return by_place(other, one);
}

/* One list being read, from all its sorted sets. */
struct reading {
	const struct supervision_ask *ask;
	int (*order)(const void *one, const void *other);
	bool from;			/* from behind this row */
	struct supervision_row after;
	struct range range;
	struct sources sources;
	size_t *taken;			/* rows read of each set */
	size_t *kept;			/* and that come behind that row */
	bool *ended;
	struct supervision_row *rows;
	size_t count;
};

static enum status begin(struct casework *work, const struct supervision_ask *ask, struct reading *reading)
{
	bool down = kinds[ask->watch].descending;
	struct cursor cursor;

	*reading = (struct reading){ .ask = ask, .order = down ? by_place_down : by_place,
		.range = range_of(work, ask->watch) };
	TRY(cursor_parse(work->arena, ask->after, &cursor));
	reading->from = cursor.set;
	reading->after = (struct supervision_row){ .desk = ask->desk,
		.place = { .member = cursor.member, .score = cursor.score } };
	if (cursor.set && down)
		reading->range.most = num(work->arena, cursor.score);
	else if (cursor.set)
		reading->range.least = num(work->arena, cursor.score);
	TRY(sources_of(work, ask->watch, &reading->sources));
	reading->taken = arena_array(work->arena, reading->sources.count, sizeof(*reading->taken));
	reading->kept = arena_array(work->arena, reading->sources.count, sizeof(*reading->kept));
	reading->ended = arena_array(work->arena, reading->sources.count, sizeof(*reading->ended));
	return OK;
}

/* Adds the rows of a part of one sorted set. */
static void add_rows(struct reading *reading, size_t source, const struct result *pairs)
{
	for (size_t i = 0; i + 1 < pairs->count; i += 2) {
		struct str member = pairs->items[i].str;
		struct supervision_row row = { .n = ranked_case(member),
			.held = str_find(member, '/', 0) < member.len,
			.desk = reading->sources.desks[source].name, .place.member = member };

		if (row.n == 0 || !str_to_i64(pairs->items[i + 1].str, &row.place.score))
			continue;
		if (reading->from && reading->order(&row, &reading->after) <= 0)
			continue;
		reading->rows[reading->count++] = row;
		reading->kept[source]++;
	}
	reading->taken[source] += pairs->count / 2;
	reading->ended[source] = pairs->count / 2 < reading->ask->limit ||
		reading->kept[source] >= reading->ask->limit;
}

/* The next part of each set that isn't done; *more tells whether there was any. */
static enum status read_parts(struct casework *work, struct reading *reading, bool *more)
{
	bool down = kinds[reading->ask->watch].descending;
	struct batch batch = batch_in(work->arena);
	const struct range *range = &reading->range;
	struct supervision_row *rows;
	struct result *results;
	size_t most = reading->count;
	size_t at = 0;

	for (size_t i = 0; i < reading->sources.count; i++)
		if (!reading->ended[i])
			BATCH(&batch, down ? S("ZREVRANGEBYSCORE") : S("ZRANGEBYSCORE"),
				reading->sources.keys[i], down ? range->most : range->least,
				down ? range->least : range->most, S("WITHSCORES"), S("LIMIT"),
				num(work->arena, (int64_t)reading->taken[i]),
				num(work->arena, (int64_t)reading->ask->limit));
	*more = batch.count > 0;
	if (!*more)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < batch.count; i++)
		most += results[i].count / 2;
	rows = arena_array(work->arena, most + 1, sizeof(*rows));
	if (reading->count > 0)
		memcpy(rows, reading->rows, reading->count * sizeof(*rows));
	reading->rows = rows;
	for (size_t i = 0; i < reading->sources.count; i++)
		if (!reading->ended[i])
			add_rows(reading, i, &results[at++]);
	return OK;
}

enum status supervision_read(struct casework *work, const struct supervision_ask *ask,
	struct supervision_row **rows, size_t *count)
{
	struct reading reading;
	bool more = true;

	TRY(begin(work, ask, &reading));
	while (more)
		TRY(read_parts(work, &reading, &more));
	qsort(reading.rows, reading.count, sizeof(*reading.rows), reading.order);
	*rows = reading.rows;
	*count = reading.count < ask->limit ? reading.count : ask->limit;
	return OK;
}

/* Which kind of work an action is; the others are WORK_OTHER. */
static const struct {
	const char *action;
	enum supervision_work work;
} works[] = {
	{ "accept", WORK_REVIEW },
	{ "decline", WORK_REVIEW },
	{ "merge", WORK_REVIEW },
	{ "pass", WORK_REVIEW },
	{ "refuse", WORK_REVIEW },
	{ "assign", WORK_DISPATCH },
	{ "reassign", WORK_DISPATCH },
	{ "recall", WORK_DISPATCH },
	{ "refuse-extension", WORK_DISPATCH },
	{ "assist", WORK_DISPATCH },
	{ "draft", WORK_DRAFT },
	{ "revise", WORK_DRAFT },
	{ "opinion", WORK_DRAFT },
	{ "approve", WORK_APPROVE },
	{ "reject", WORK_APPROVE },
	{ "remind", WORK_SUPERVISE },
	{ "supervise", WORK_SUPERVISE },
	{ AUDIT_CONTACT, WORK_LOOK },
	{ AUDIT_SEARCH, WORK_LOOK },
};

static enum supervision_work work_of(struct str action)
{
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (str_eq(action, str_of(works[i].action)))
			return works[i].work;
	return WORK_OTHER;
}

static struct supervision_load *load_of(struct supervision_load *loads, size_t *count, struct str by)
{
	for (size_t i = 0; i < *count; i++)
		if (str_eq(loads[i].by, by))
			return &loads[i];
	loads[*count] = (struct supervision_load){ .by = by };
	return &loads[(*count)++];
}

static int by_load(const void *one, const void *other)
{
	const struct supervision_load *a = one;
	const struct supervision_load *b = other;

	if (a->all != b->all)
		return a->all > b->all ? -1 : 1;
	return str_cmp(a->by, b->by);
}

enum status supervision_loads(struct casework *work, struct str month, struct supervision_load **loads,
	size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_work(work->store, work->arena, month));
	TRY(store_run(work->store, &batch, &results));
	*loads = arena_array(work->arena, results[0].count / 2 + 1, sizeof(**loads));
	*count = 0;
	for (size_t i = 0; i + 1 < results[0].count; i += 2) {
		struct str by = results[0].items[i].str;
		struct str action;
		struct supervision_load *load;
		int64_t amount;

		if (!str_cut(&by, '@', &action) || !str_to_i64(results[0].items[i + 1].str, &amount))
			continue;
		load = load_of(*loads, count, by);
		load->counts[work_of(action)] += amount;
		load->all += work_of(action) != WORK_LOOK ? amount : 0;
	}
	qsort(*loads, *count, sizeof(**loads), by_load);
	return OK;
}
