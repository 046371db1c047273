#include "lists/ordered.h"

#include <stdlib.h>

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

static int64_t number_of(const struct result *result)
{
	int64_t number = 0;

	str_to_i64(result->str, &number);
	return number;
}

/* What is gone has neither age nor supporters, and is left out where rows are read. */
static enum status weigh(struct casework *work, enum queue_order order, struct placed *placed, size_t count)
{
	for (size_t from = 0; from < count; from += CASES_AT_ONCE) {
		size_t some = count - from < CASES_AT_ONCE ? count - from : CASES_AT_ONCE;
		struct batch batch = batch_in(work->arena);
		struct result *results;

		for (size_t i = from; i < from + some; i++)
			BATCH(&batch, S("HMGET"),
				key_case(work->store, work->arena, ranked_case(placed[i].row.member)),
				S("created"), S("likes"));
		TRY(store_run(work->store, &batch, &results));
		for (size_t i = 0; i < some; i++) {
			struct placed *one = &placed[from + i];

			if (results[i].count != 2)
				continue;
			one->created = number_of(&results[i].items[0]);
			one->weight = order == ORDER_SUPPORTS ? -number_of(&results[i].items[1]) : 0;
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
