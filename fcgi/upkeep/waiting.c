#include "upkeep/waiting.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/keys.h"
#include "store/transaction.h"

#define A_CHUNK 200

/* The marks of all posts, each as often as a post has it. */
struct marks {
	struct str *list;
	size_t count;
	size_t room;
};

static void add_mark(struct arena *arena, struct marks *marks, struct str mark)
{
	if (marks->count == marks->room) {
		size_t room = marks->room > 0 ? 2 * marks->room : A_CHUNK;
		struct str *list = arena_array(arena, room, sizeof(*list));

		if (marks->count > 0)
			memcpy(list, marks->list, marks->count * sizeof(*list));
		marks->list = list;
		marks->room = room;
	}
	marks->list[marks->count++] = arena_str(arena, mark);
}

/* "N/H" of a post; the other members are cases. */
static bool post_parse(struct str member, uint64_t *n, struct str *id)
{
	struct str number;

	*id = member;
	return str_cut(id, '/', &number) && id->len > 0 && str_to_u64(number, INT64_MAX, n);
}

/* The posts ("N/H") among some members of the review desk's queue, each followed by its score. */
static enum status read_posts(struct casework *work, const struct result *members, struct arena *keep,
	struct marks *marks)
{
	struct batch batch = batch_in(work->arena);
	struct result *results = NULL;

	for (size_t i = 0; i < members->count; i += 2) {
		struct str id;
		uint64_t n;

		if (post_parse(members->items[i].str, &n, &id))
			BATCH(&batch, S("HGET"), key_held(work->store, work->arena, n), id);
	}
	if (batch.count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < batch.count; i++) {
		struct value *post;
		const struct value *own;

		if (json_parse(work->arena, results[i].str, &post) != OK ||
		    (own = map_get(post, "marks")) == NULL)
			continue;
		for (const struct member *m = own->first; m != NULL; m = m->next)
			add_mark(keep, marks, m->value.str);
	}
	return OK;
}

/* The caller watches both keys: when ranks move meanwhile, the commit fails. */
static enum status read_chunk(struct casework *work, struct str key, size_t from, struct result **results)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("ZRANGE"), key, num(work->arena, (int64_t)from),
		num(work->arena, (int64_t)from + A_CHUNK - 1), S("WITHSCORES"));
	return store_run(work->store, &batch, results);
}

static int by_mark(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum status read_marks(struct casework *work, struct arena *keep, struct marks *marks)
{
	struct str key = key_queue(work->store, keep, S("review"));
	size_t from = 0;
	struct result *results;

	do {
		arena_reset(work->arena);
		TRY(read_chunk(work, key, from, &results));
		TRY(read_posts(work, &results[0], keep, marks));
		from += A_CHUNK;
	} while (results[0].count == 2 * A_CHUNK);
	if (marks->count > 0)
		qsort(marks->list, marks->count, sizeof(*marks->list), by_mark);
	return OK;
}

/* The sums of equal marks: the counts that should be stored. */
static size_t expect(struct str key, const struct marks *marks, struct finding *out)
{
	size_t count = 0;

	for (size_t i = 0; i < marks->count; i++)
		if (count > 0 && str_eq(out[count - 1].entry, marks->list[i]))
			out[count - 1].should++;
		else
			out[count++] = (struct finding){ .key = key, .entry = marks->list[i], .sorted = true,
				.expected = true, .should = 1 };
	return count;
}

static int by_entry(const void *a, const void *b)
{
	return str_cmp(((const struct finding *)a)->entry, ((const struct finding *)b)->entry);
}

/* Adds the stored counts; those that should not be there are appended to the expected ones. */
static enum status compare(struct casework *work, struct str key, struct arena *keep, struct finding *list,
	size_t expected, size_t *count)
{
	size_t from = 0;
	struct result *results;

	*count = expected;
	do {
		arena_reset(work->arena);
		TRY(read_chunk(work, key, from, &results));
		for (size_t i = 0; i + 1 < results[0].count; i += 2) {
			struct finding wanted = { .entry = results[0].items[i].str };
			struct finding *f = bsearch(&wanted, list, expected, sizeof(*list), by_entry);

			if (f == NULL) {
				f = &list[(*count)++];
				*f = (struct finding){ .key = key, .entry = arena_str(keep, wanted.entry),
					.sorted = true };
			}
			f->there = true;
			f->has = -1;
			str_to_i64(results[0].items[i + 1].str, &f->has);
		}
		from += A_CHUNK;
	} while (results[0].count == 2 * A_CHUNK);
	return OK;
}

/* One look at all marks under WATCH. */
struct look {
	struct check *check;	/* its arena keeps the marks */
	struct casework work;	/* with an arena for a chunk of posts */
	struct finding *wrong;
	size_t count;
};

static enum status look_at_marks(void *context, struct transaction *transaction)
{
	struct look *look = context;
	struct casework *work = &look->work;
	struct arena *keep = look->check->work.arena;
	struct batch batch = batch_in(keep);
	struct marks marks = { .count = 0 };
	struct result *results;
	struct str key;
	size_t count;

	arena_reset(keep);
	key = key_waiting(work->store, keep);
	WATCH(&batch, key, key_queue(work->store, keep, S("review")));
	BATCH(&batch, S("ZCARD"), key);
	TRY(store_run(work->store, &batch, &results));
	TRY(read_marks(work, keep, &marks));
	look->wrong = arena_array(keep, marks.count + (size_t)results[1].integer + 1, sizeof(*look->wrong));
	TRY(compare(work, key, keep, look->wrong, expect(key, &marks, look->wrong), &count));
	look->count = 0;
	for (size_t i = 0; i < count; i++)
		if (finding_wrong(&look->wrong[i]))
			look->wrong[look->count++] = look->wrong[i];
	finding_mend(look->check, look->wrong, look->count, &transaction->changes);
	return OK;
}

static void add_wrong(struct look *look, struct finding f)
{
	struct arena *keep = look->check->work.arena;

	if (!finding_wrong(&f))
		return;
	f.entry = arena_str(keep, f.entry);
	look->wrong[look->count++] = f;
}

/* Each post among some members of the queue stands in its order by age, by when it was sent. */
static enum status want_ages(struct look *look, const struct result *members, struct str ages)
{
	struct casework *work = &look->work;
	struct batch batch = batch_in(work->arena);
	const struct result *at;
	struct result *results;

	for (size_t i = 0; i < members->count; i += 2) {
		struct str id;
		uint64_t n;

		if (!post_parse(members->items[i].str, &n, &id))
			continue;
		BATCH(&batch, S("HGET"), key_held(work->store, work->arena, n), id);
		BATCH(&batch, S("ZSCORE"), ages, members->items[i].str);
	}
	if (batch.count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	at = results;
	for (size_t i = 0; i < members->count; i += 2) {
		struct finding f = { .key = ages, .entry = members->items[i].str, .sorted = true, .has = -1 };
		struct value *post;
		struct str id;

		if (!post_parse(f.entry, &f.n, &id))
			continue;
		f.expected = json_parse(work->arena, at[0].str, &post) == OK;
		f.should = f.expected ? map_get_int(post, "at", 0) : 0;
		f.there = at[1].type == RESULT_STR;
		str_to_i64(at[1].str, &f.has);
		add_wrong(look, f);
		at += 2;
	}
	return OK;
}

/* No other post stands there. */
static enum status no_other_ages(struct look *look, const struct result *members, struct str ages)
{
	struct casework *work = &look->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < members->count; i += 2)
		BATCH(&batch, S("ZSCORE"), key_queue(work->store, work->arena, S("review")),
			members->items[i].str);
	if (batch.count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < members->count; i += 2) {
		struct finding f = { .key = ages, .entry = members->items[i].str, .sorted = true,
			.there = true, .has = -1 };
		struct str id;

		str_to_i64(members->items[i + 1].str, &f.has);
		if (post_parse(f.entry, &f.n, &id) && results[i / 2].type != RESULT_STR)
			add_wrong(look, f);
	}
	return OK;
}

static enum status each_chunk(struct look *look, struct str key, struct str ages,
	enum status (*take)(struct look *look, const struct result *members, struct str ages))
{
	struct result *results;
	size_t from = 0;

	do {
		arena_reset(look->work.arena);
		TRY(read_chunk(&look->work, key, from, &results));
		TRY(take(look, &results[0], ages));
		from += A_CHUNK;
	} while (results[0].count == 2 * A_CHUNK);
	return OK;
}

static enum status look_at_ages(void *context, struct transaction *transaction)
{
	struct look *look = context;
	struct casework *work = &look->work;
	struct arena *keep = look->check->work.arena;
	struct batch batch = batch_in(keep);
	struct result *results;
	struct str ages;
	struct str key;

	arena_reset(keep);
	key = key_queue(work->store, keep, S("review"));
	ages = key_queue(work->store, keep, S("review" DERIVE_BY_AGE));
	WATCH(&batch, key, ages);
	BATCH(&batch, S("ZCARD"), key);
	BATCH(&batch, S("ZCARD"), ages);
	TRY(store_run(work->store, &batch, &results));
	look->wrong = arena_array(keep, (size_t)(results[1].integer + results[2].integer) + 1,
		sizeof(*look->wrong));
	look->count = 0;
	TRY(each_chunk(look, key, ages, want_ages));
	TRY(each_chunk(look, ages, ages, no_other_ages));
	finding_mend(look->check, look->wrong, look->count, &transaction->changes);
	return OK;
}

static enum status run(struct look *look, transaction_step step)
{
	struct check *check = look->check;
	enum status status = transaction_run(check->work.store, check->work.arena, step, look);

	if (status == OK)
		finding_tell(check, look->wrong, look->count);
	return status == ERR_CONFLICT ? ERR_NOT_NOW : status;
}

enum status waiting_check(struct check *check, struct arena *scratch)
{
	struct look look = { .check = check, .work = check->work };

	look.work.arena = scratch;
	TRY(run(&look, look_at_marks));
	return run(&look, look_at_ages);
}
