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

/* The posts ("N/H") among some members of the review desk's queue, each followed by its score. */
static enum status read_posts(struct casework *work, const struct result *members, struct arena *keep,
	struct marks *marks)
{
	struct batch batch = batch_in(work->arena);
	struct result *results = NULL;

	for (size_t i = 0; i < members->count; i += 2) {
		struct str id = members->items[i].str;
		struct str number;
		uint64_t n;

		if (str_cut(&id, '/', &number) && id.len > 0 && str_to_u64(number, INT64_MAX, &n))
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

enum status waiting_check(struct check *check, struct arena *scratch)
{
	struct look look = { .check = check, .work = check->work };
	enum status status;

	look.work.arena = scratch;
	status = transaction_run(check->work.store, check->work.arena, look_at_marks, &look);
	if (status == OK)
		finding_tell(check, look.wrong, look.count);
	return status == ERR_CONFLICT ? ERR_NOT_NOW : status;
}
