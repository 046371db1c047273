#include "cases/recount.h"

#include <inttypes.h>
#include <stdlib.h>

#include "cases/commit.h"
#include "cases/deadline.h"
#include "cases/index.h"
#include "store/keys.h"

#define CASES_A_CHUNK 200
#define EVENTS_A_CHUNK 1000
#define MEMORY_A_CHUNK ((size_t)256 << 20)

/* What ought to be in one hash or sorted set: entry name → number.  A chained table on the heap, for it can be large. */
struct entry {
	struct entry *next;
	size_t len;
	int64_t number;
	bool met;
	char name[];
};

#define BUCKETS 65536

struct ought {
	struct entry *buckets[BUCKETS];
};

static size_t bucket_of(struct str name)
{
	uint64_t hash = 1469598103934665603u;	/* FNV-1a */

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * 1099511628211u;
	return hash % BUCKETS;
}

static struct entry *find(const struct ought *ought, struct str name)
{
	struct entry *e = ought->buckets[bucket_of(name)];

	while (e != NULL && !(e->len == name.len && memcmp(e->name, name.data, name.len) == 0))
		e = e->next;
	return e;
}

static struct entry *find_or_add(struct ought *ought, struct str name)
{
	struct entry *e = find(ought, name);
	size_t bucket = bucket_of(name);

	if (e != NULL)
		return e;
	e = calloc(1, sizeof(*e) + name.len);
	if (e == NULL)
		abort();
	e->len = name.len;
	memcpy(e->name, name.data, name.len);
	e->next = ought->buckets[bucket];
	ought->buckets[bucket] = e;
	return e;
}

static void ought_free(struct ought *ought)
{
	for (size_t i = 0; i < BUCKETS; i++)
		while (ought->buckets[i] != NULL) {
			struct entry *e = ought->buckets[i];

			ought->buckets[i] = e->next;
			free(e);
		}
	free(ought);
}

/* Names are "key\nentry", so that one table holds every sorted set and hash. */
static struct str full_name(struct arena *arena, struct str key, struct str entry)
{
	return arena_printf(arena, "%.*s\n%.*s", STR_ARG(key), STR_ARG(entry));
}

/* The case as a member of one sorted set. */
static void expect_place(struct casework *work, struct ought *ought, struct str key, const struct case_record *record,
	int64_t score)
{
	struct str n = num(work->arena, (int64_t)record->n);

	find_or_add(ought, full_name(work->arena, key, n))->number = score;
}

static void expect_case(struct casework *work, struct ought *ought, const struct case_record *record)
{
	struct index_entry places[INDEX_MOST];
	struct index_tally tallies[INDEX_TALLIES];
	size_t count = index_desks(work->arena, record, places);

	for (size_t i = 0; i < count; i++)
		expect_place(work, ought, key_queue(work->store, work->arena, places[i].list), record, places[i].score);
	count = index_lists(work->arena, record, places);
	for (size_t i = 0; i < count; i++)
		expect_place(work, ought, key_list(work->store, work->arena, places[i].list), record, places[i].score);
	count = index_dues(work->arena, record, places);
	for (size_t i = 0; i < count; i++)
		expect_place(work, ought, key_due(work->store, work->arena, places[i].list), record, places[i].score);
	count = index_tallies(work->arena, record, tallies);
	for (size_t i = 0; i < count; i++)
		find_or_add(ought, full_name(work->arena, key_tally(work->store, work->arena, tallies[i].period),
			tallies[i].field))->number += tallies[i].amount;
}

static enum status expect_chunk(struct casework *work, struct ought *ought, uint64_t from, uint64_t to,
	struct recount *recount)
{
	size_t count = (size_t)(to - from + 1);
	uint64_t *numbers = arena_array(work->arena, count, sizeof(*numbers));
	struct case_record *records = arena_array(work->arena, count, sizeof(*records));

	for (size_t i = 0; i < count; i++)
		numbers[i] = from + i;
	TRY(case_read_many(work, numbers, count, records));
	for (size_t i = 0; i < count; i++)
		if (records[i].n != 0) {
			recount->cases++;
			expect_case(work, ought, &records[i]);
		}
	return OK;
}

/* What each account did is counted from the events, which only ever grow. */
static void expect_event(struct casework *work, struct ought *ought, const struct result *pairs)
{
	struct str done = index_work(work->arena, result_pair(pairs, S("a")), result_pair(pairs, S("by")));
	int64_t at;

	if (done.len > 0 && str_to_i64(result_pair(pairs, S("at")), &at))
		find_or_add(ought, full_name(work->arena,
			key_work(work->store, work->arena, clock_month(work->arena, at)), done))->number++;
}

static enum status expect_events(struct casework *work, struct ought *ought)
{
	struct casework chunk = *work;
	char last[64] = "-";
	enum status status = OK;
	size_t count = EVENTS_A_CHUNK;

	chunk.arena = arena_new(MEMORY_A_CHUNK);
	while (status == OK && count == EVENTS_A_CHUNK) {
		struct batch batch = batch_in(chunk.arena);
		struct result *results;

		BATCH(&batch, S("XRANGE"), key_events(chunk.store, chunk.arena), str_of(last), S("+"), S("COUNT"),
			num(chunk.arena, EVENTS_A_CHUNK));
		status = store_run(chunk.store, &batch, &results);
		if (status != OK)
			break;
		count = results[0].count;
		for (size_t i = 0; i < count; i++)
			expect_event(&chunk, ought, &results[0].items[i].items[1]);
		if (count > 0)
			snprintf(last, sizeof(last), "(%.*s", STR_ARG(results[0].items[count - 1].items[0].str));
		arena_reset(chunk.arena);
	}
	arena_free(chunk.arena);
	return status;
}

static enum status expect_all(struct casework *work, struct ought *ought, struct recount *recount)
{
	struct casework chunk = *work;
	enum status status = OK;
	uint64_t last;

	TRY(case_last(work, &last));
	chunk.arena = arena_new(MEMORY_A_CHUNK);
	for (uint64_t from = 1; from <= last && status == OK; from += CASES_A_CHUNK) {
		uint64_t to = from + CASES_A_CHUNK - 1;

		status = expect_chunk(&chunk, ought, from, to < last ? to : last, recount);
		arena_reset(chunk.arena);
	}
	arena_free(chunk.arena);
	return status;
}

/* One kind of key being compared: how its entries are read and mended. */
struct kind {
	bool sorted;	/* a sorted set; else a hash of counters */
	bool queue;	/* held posts stand there too: "N/H", not derived from the case */
};

static void wrong(struct casework *work, struct recount *recount, struct str name, const char *is, int64_t has, int64_t should)
{
	recount->wrong++;
	if (recount->report != NULL)
		recount->report(arena_printf(work->arena, "%.*s: %s (has %" PRId64 ", should have %" PRId64 ")",
			STR_ARG(name), is, has, should).data);
}

static void mend_entry(struct casework *work, struct batch *batch, const struct kind *kind, struct str key, struct str entry,
	const struct entry *should)
{
	if (should == NULL)
		BATCH(batch, kind->sorted ? S("ZREM") : S("HDEL"), key, entry);
	else if (kind->sorted)
		BATCH(batch, S("ZADD"), key, num(work->arena, should->number), entry);
	else
		BATCH(batch, S("HSET"), key, entry, num(work->arena, should->number));
}

/* Compares one key's entries with what they ought to be; marks those met. */
static enum status compare_key(struct casework *work, struct ought *ought, const struct kind *kind, struct str key,
	struct recount *recount, struct batch *mending)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (kind->sorted)
		BATCH(&batch, S("ZRANGE"), key, S("0"), S("-1"), S("WITHSCORES"));
	else
		BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i + 1 < results[0].count; i += 2) {
		struct str entry = results[0].items[i].str;
		struct str name = full_name(work->arena, key, entry);
		struct entry *should = find(ought, name);
		int64_t has = 0;

		if (kind->queue && str_find(entry, '/', 0) < entry.len)
			continue;
		str_to_i64(results[0].items[i + 1].str, &has);
		if (should != NULL)
			should->met = true;
		if (should != NULL ? should->number == has : !kind->sorted && has == 0)
			continue;
		wrong(work, recount, name, should != NULL ? "differs" : "should not be there", has,
			should != NULL ? should->number : 0);
		mend_entry(work, mending, kind, key, entry, should);
	}
	return OK;
}

/* Whatever was expected but not met in any key is missing. */
static void add_missing(struct casework *work, struct ought *ought, struct recount *recount, struct batch *mending)
{
	struct str none = { 0 };
	struct str tally = key_tally(work->store, work->arena, none);
	struct str done = key_work(work->store, work->arena, none);

	for (size_t i = 0; i < BUCKETS; i++)
		for (struct entry *e = ought->buckets[i]; e != NULL; e = e->next) {
			struct str name = { e->name, e->len };
			size_t cut = str_find(name, '\n', 0);
			struct str key = str_sub(name, 0, cut);
			struct kind kind = { .sorted = !str_starts(key, tally) && !str_starts(key, done) };

			if (e->met || (!kind.sorted && e->number == 0))
				continue;
			wrong(work, recount, name, "is missing", 0, e->number);
			mend_entry(work, mending, &kind, key, str_sub(name, cut + 1, name.len), e);
		}
}

/* Every key of a kind, by SCAN with a pattern. */
static enum status compare_kind(struct casework *work, struct ought *ought, const struct kind *kind, struct str prefix,
	struct recount *recount, struct batch *mending)
{
	struct str cursor = S("0");
	struct ought *seen = calloc(1, sizeof(*seen));
	enum status status = OK;

	if (seen == NULL)
		abort();
	do {
		struct batch batch = batch_in(work->arena);
		struct result *results;

		BATCH(&batch, S("SCAN"), cursor, S("MATCH"), arena_join(work->arena, prefix, S("*")), S("COUNT"), S("1000"));
		status = store_run(work->store, &batch, &results);
		if (status != OK)
			break;
		cursor = results[0].items[0].str;
		for (size_t i = 0; i < results[0].items[1].count && status == OK; i++) {
			struct entry *key = find_or_add(seen, results[0].items[1].items[i].str);

			/* SCAN may name a key twice. */
			if (key->number++ == 0)
				status = compare_key(work, ought, kind, results[0].items[1].items[i].str, recount, mending);
		}
	} while (status == OK && !str_eq(cursor, S("0")));
	ought_free(seen);
	return status;
}

static enum status compare_all(struct casework *work, struct ought *ought, struct recount *recount, struct batch *mending)
{
	static const struct kind queues = { .sorted = true, .queue = true };
	static const struct kind lists = { .sorted = true };
	static const struct kind counters = { 0 };
	struct str none = { 0 };

	TRY(compare_kind(work, ought, &queues, key_queue(work->store, work->arena, none), recount, mending));
	TRY(compare_kind(work, ought, &lists, key_list(work->store, work->arena, none), recount, mending));
	TRY(compare_kind(work, ought, &lists, key_due(work->store, work->arena, none), recount, mending));
	TRY(compare_kind(work, ought, &counters, key_tally(work->store, work->arena, none), recount, mending));
	TRY(compare_kind(work, ought, &counters, key_work(work->store, work->arena, none), recount, mending));
	add_missing(work, ought, recount, mending);
	return OK;
}

enum status recount_run(struct casework *work, bool mend, struct recount *recount)
{
	struct ought *ought = calloc(1, sizeof(*ought));
	struct batch mending = batch_in(work->arena);
	enum status status;

	if (ought == NULL)
		abort();
	status = expect_all(work, ought, recount);
	if (status == OK)
		status = expect_events(work, ought);
	if (status == OK)
		status = compare_all(work, ought, recount, &mending);
	if (status == OK && mend && mending.count > 0)
		status = store_commit(work->store, &mending, NULL);
	ought_free(ought);
	return status;
}

static enum status set_due(void *context, struct case_edit *edit)
{
	(void)context;
	deadline_set(edit->work, &edit->after);
	return OK;
}

static enum status redo_due(struct casework *work, uint64_t n, struct recount *recount)
{
	struct case_record record;
	struct case_record after;
	enum status status = case_read(work, n, &record, NULL, NULL);
	struct str was;
	bool moved;

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	recount->cases++;
	after = record;
	deadline_set(work, &after);
	moved = after.due != record.due || !str_eq(after.assists, record.assists);
	if (!moved && after.remind_at == record.remind_at)
		return OK;
	TRY(commit_case(work, n, set_due, NULL, &after));
	if (!moved)
		return OK;
	recount->wrong++;
	was = clock_date(work->arena, record.due);
	if (recount->report != NULL)
		recount->report(arena_printf(work->arena, "%.*s: due %.*s, was %.*s", STR_ARG(case_number(work, &after)),
			STR_ARG(clock_date(work->arena, after.due)), STR_ARG(was)).data);
	return OK;
}

enum status recount_due(struct casework *work, struct recount *recount)
{
	struct casework own = *work;
	enum status status = OK;
	uint64_t last;

	TRY(case_last(work, &last));
	own.arena = arena_new(MEMORY_A_CHUNK);
	for (uint64_t n = 1; n <= last && status == OK; n++) {
		status = redo_due(&own, n, recount);
		if (n % CASES_A_CHUNK == 0)
			arena_reset(own.arena);
	}
	arena_free(own.arena);
	return status;
}
