#include "lists/queue_ages.h"

#include "store/keys.h"

#define COMMANDS 3	/* for each desk */

enum status queue_ages(struct casework *work, struct queue_age **ages, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct desk *desks;

	TRY(queue_desks(work, &desks, count));
	*ages = arena_array(work->arena, *count, sizeof(**ages));
	for (size_t i = 0; i < *count; i++) {
		queue_count(work, &batch, desks[i].name);
		BATCH(&batch, S("ZRANGE"), key_queue(work->store, work->arena, desks[i].name),
			S(QUEUE_EARLIEST), S("+inf"), S("BYSCORE"), S("LIMIT"), S("0"), S("1"),
			S("WITHSCORES"));
	}
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < *count; i++) {
		const struct result *first = &results[COMMANDS * i + 2];

		(*ages)[i] = (struct queue_age){ .desk = desks[i], .waiting = results[COMMANDS * i].integer,
			.overdue = results[COMMANDS * i + 1].integer };
		if (first->count == 2)
			str_to_i64(first->items[1].str, &(*ages)[i].soonest);
	}
	return OK;
}
