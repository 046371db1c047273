#include "store/rounds.h"

static enum status take_all(const struct part *parts, size_t count, const size_t *asked,
	const struct result *results)
{
	for (size_t i = 0; i < count; i++) {
		if (asked[i] > 0)
			TRY(parts[i].take(parts[i].self, results));
		results += asked[i];
	}
	return OK;
}

enum status rounds_run(struct store *store, struct arena *arena, const struct part *parts, size_t count)
{
	size_t asked[PARTS_MOST];

	if (count > PARTS_MOST)
		return ERR_INTERNAL;
	for (;;) {
		struct batch batch = batch_in(arena);
		struct result *results;

		for (size_t i = 0; i < count; i++) {
			size_t before = batch.count;

			parts[i].ask(parts[i].self, &batch);
			asked[i] = batch.count - before;
		}
		if (batch.count == 0)
			return OK;
		TRY(store_run(store, &batch, &results));
		TRY(take_all(parts, count, asked, results));
	}
}
