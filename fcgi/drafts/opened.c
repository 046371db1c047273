#include "drafts/opened.h"

#include "store/keys.h"

void opened_ask(struct casework *work, struct batch *batch, uint64_t n)
{
	BATCH(batch, S("SISMEMBER"), key_opened(work->store, work->arena), num(work->arena, (int64_t)n));
}

bool opened_read(const struct result *result)
{
	return result->integer == 1;
}

enum status opened_note(struct casework *work, uint64_t n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SADD"), key_opened(work->store, work->arena), num(work->arena, (int64_t)n));
	return store_run(work->store, &batch, &results);
}

enum status opened_which(struct casework *work, const uint64_t *numbers, size_t count, bool *opened)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		opened_ask(work, &batch, numbers[i]);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		opened[i] = opened_read(&results[i]);
	return OK;
}

void opened_end(struct casework *work, struct batch *batch, uint64_t n)
{
	BATCH(batch, S("SREM"), key_opened(work->store, work->arena), num(work->arena, (int64_t)n));
}
