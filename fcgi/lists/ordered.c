#include "lists/ordered.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/keys.h"

/* Cases read in one round trip. */
#define CASES_AT_ONCE 500

/* A row with what decides where it stands: the smaller weight comes first, of equals the one that is older. */
struct placed {
	struct ranked row;
	int64_t weight;
	int64_t created;
};

static int compare(const void *a, const void *b)
{
	const struct placed *x = a;
	const struct placed *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	if (x->created != y->created)
		return x->created < y->created ? -1 : 1;
	return str_cmp(x->row.member, y->row.member);
}

/* The id of the post that a member "N/ID" stands for; empty: it stands for its case. */
static struct str held_of(struct str member)
{
	return str_sub(member, str_find(member, '/', 0) + 1, member.len);
}

static int64_t number_of(const struct result *result)
{
	int64_t number = 0;

	str_to_i64(result->str, &number);
	return number;
}

/* A post that waits with a case has waited since it was sent, not since the case was. */
static int64_t held_since(struct arena *arena, struct str post, int64_t created)
{
	struct value *map;

	return json_parse(arena, post, &map) == OK ? map_get_int(map, "at", created) : created;
}

/* What is gone has neither age nor supporters, and is left out where rows are read. */
static enum status weigh(struct casework *work, enum queue_order order, struct placed *placed, size_t count)
{
	for (size_t from = 0; from < count; from += CASES_AT_ONCE) {
		size_t some = count - from < CASES_AT_ONCE ? count - from : CASES_AT_ONCE;
		struct batch batch = batch_in(work->arena);
		struct result *results;

		for (size_t i = from; i < from + some; i++) {
			uint64_t n = ranked_case(placed[i].row.member);

			BATCH(&batch, S("HMGET"), key_case(work->store, work->arena, n), S("created"),
				S("likes"));
			BATCH(&batch, S("HGET"), key_held(work->store, work->arena, n),
				held_of(placed[i].row.member));
		}
		TRY(store_run(work->store, &batch, &results));
		for (size_t i = 0; i < some; i++) {
			struct placed *one = &placed[from + i];
			const struct result *numbers = &results[2 * i];

			if (numbers->count != 2)
				continue;
			one->created = held_since(work->arena, results[2 * i + 1].str,
				number_of(&numbers->items[0]));
			one->weight = order == ORDER_SUPPORTS ? -number_of(&numbers->items[1]) : 0;
		}
	}
	return OK;
}

enum status ordered_read(struct casework *work, struct str key, enum queue_order order,
	const struct cursor *from, struct ordered *out)
{
	struct walk walk = { .key = key };
	struct placed *placed;
	size_t first = 0;
	size_t count;

	TRY(walk_chunk(work, &walk, ORDERED_MOST, &out->rows, &count));
	placed = arena_array(work->arena, count + 1, sizeof(*placed));
	for (size_t i = 0; i < count; i++)
		placed[i] = (struct placed){ .row = out->rows[i] };
	/* The last is the cursor's. */
	placed[count] = (struct placed){ .row.member = from->member };
	TRY(weigh(work, order, placed, count + from->set));
	qsort(placed, count, sizeof(*placed), compare);
	while (from->set && first < count && compare(&placed[first], &placed[count]) <= 0)
		first++;
	for (size_t i = first; i < count; i++)
		out->rows[i - first] = placed[i].row;
	out->count = count - first;
	out->total = walk.total;
	return OK;
}
