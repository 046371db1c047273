#include "lists/walk.h"

#include <inttypes.h>

#include "store/store.h"

/* Of a cursor: whoever writes one may name any, and it is added to. */
#define RANK_MOST ((uint64_t)1 << 53)

enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out)
{
	size_t tilde = str_find(text, '~', 0);
	struct str place = str_sub(text, 0, tilde);
	size_t dash = str_find(place, '-', 0);
	struct str rest = str_sub(place, dash + 1, place.len);
	uint64_t score;
	uint64_t rank = 0;
	char *member;

	*out = (struct cursor){ 0 };
	if (text.len == 0)
		return OK;
	if (dash == place.len || !str_to_u64(str_sub(place, 0, dash), INT64_MAX, &score) || rest.len == 0 ||
		rest.len > 40)
		return ERR_MALFORMED;
	if (tilde < text.len && !str_to_u64(str_sub(text, tilde + 1, text.len), RANK_MOST, &rank))
		return ERR_MALFORMED;
	member = arena_cstr(arena, rest);
	for (size_t i = 0; i < rest.len; i++) {
		if (member[i] == '.')
			member[i] = '/';
		else if (member[i] < '0' || member[i] > '9')
			return ERR_MALFORMED;
	}
	*out = (struct cursor){ true, (int64_t)score, { member, rest.len }, (int64_t)rank };
	return OK;
}

struct str cursor_print(struct arena *arena, const struct ranked *row)
{
	struct str text = arena_printf(arena, "%" PRId64 "-%.*s~%" PRId64, row->score, STR_ARG(row->member),
		row->rank);
	char *slash = memchr(text.data, '/', text.len);

	if (slash != NULL)
		*slash = '.';
	return text;
}

/* Whether the row comes after the cursor in the walk's order: Redis orders equal scores by bytes. */
static bool is_after(const struct walk *walk, const struct ranked *row)
{
	int order;

	if (!walk->from.set)
		return true;
	if (row->score != walk->from.score)
		return (row->score > walk->from.score) != walk->descending;
	order = str_cmp(row->member, walk->from.member);
	return walk->descending ? order < 0 : order > 0;
}

/*
 * The rows at the ranks from on, with the set's length.  Scores are integers below 2^53, which Redis prints
 * without an exponent.
 */
static enum status read_ranks(struct casework *work, struct walk *walk, int64_t from, size_t size,
	struct ranked **rows, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, walk->descending ? S("ZREVRANGE") : S("ZRANGE"), walk->key, num(work->arena, from),
		num(work->arena, from + (int64_t)size - 1), S("WITHSCORES"));
	BATCH(&batch, S("ZCARD"), walk->key);
	TRY(store_run(work->store, &batch, &results));
	walk->total = results[1].integer;
	*count = results[0].count / 2;
	*rows = arena_array(work->arena, *count + 1, sizeof(**rows));
	for (size_t i = 0; i < *count; i++) {
		(*rows)[i] = (struct ranked){ .member = results[0].items[2 * i].str, .rank = from +
			(int64_t)i };
		str_to_i64(results[0].items[2 * i + 1].str, &(*rows)[i].score);
	}
	return OK;
}

/* The rank of the first row after the cursor, when it is not where it was: one row read for each halving. */
static enum status find_place(struct casework *work, struct walk *walk)
{
	int64_t low = 0;
	int64_t high = walk->total;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		struct ranked *row;
		size_t count;

		TRY(read_ranks(work, walk, middle, 1, &row, &count));
		if (count == 0 || is_after(walk, row))
			high = middle;
		else
			low = middle + 1;
	}
	walk->next = low;
	return OK;
}

/* Rows leave and join a list while it is read: look so many before the place where the cursor's row was. */
#define SLACK 60

/* The first chunk: where the cursor's row was, else wherever its place is now. */
static enum status walk_begin(struct casework *work, struct walk *walk, size_t size, struct ranked **rows,
	size_t *count)
{
	int64_t from = walk->from.rank > SLACK ? walk->from.rank - SLACK : 0;
	size_t window = size + (walk->from.set ? SLACK + 1 : 0);
	size_t skip = 0;
	bool there;

	walk->begun = true;
	TRY(read_ranks(work, walk, from, window, rows, count));
	while (skip < *count && !is_after(walk, &(*rows)[skip]))
		skip++;
	there = (skip > 0 || from == 0) && (skip < *count || *count < window);
	if (!there) {
		TRY(find_place(work, walk));
		return read_ranks(work, walk, walk->next, size, rows, count);
	}
	*rows += skip;
	*count -= skip;
	walk->next = from + (int64_t)skip;
	return OK;
}

enum status walk_chunk(struct casework *work, struct walk *walk, size_t size, struct ranked **rows,
	size_t *count)
{
	if (!walk->begun)
		TRY(walk_begin(work, walk, size, rows, count));
	else
		TRY(read_ranks(work, walk, walk->next, size, rows, count));
	if (*count > size)
		*count = size;
	walk->next += (int64_t)*count;
	walk->looked += *count;
	walk->ended = *count == 0 || walk->next >= walk->total;
	return OK;
}

uint64_t ranked_case(struct str member)
{
	uint64_t n = 0;

	str_to_u64(str_sub(member, 0, str_find(member, '/', 0)), INT64_MAX, &n);
	return n;
}

enum status ranked_read_cases(struct casework *work, const struct ranked *rows, size_t count,
	struct case_record **out)
{
	uint64_t *numbers = arena_array(work->arena, count + 1, sizeof(*numbers));

	*out = arena_array(work->arena, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		numbers[i] = ranked_case(rows[i].member);
	return case_read_many(work, numbers, count, *out);
}
