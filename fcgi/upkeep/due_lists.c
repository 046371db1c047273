#include "upkeep/due_lists.h"

#include "cases/deadline.h"
#include "model/derive.h"
#include "store/keys.h"
#include "store/transaction.h"

#define CHUNK 100
/* What the progress says once all are filled; another word is of a version that had fewer lists. */
#define COMPLETE S("all with declined")

enum status due_lists_look(struct casework *work, struct due_lists_progress *progress)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*progress = (struct due_lists_progress){ 0 };
	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("built"));
	TRY(store_run(work->store, &batch, &results));
	TRY(case_last(work, &progress->all));
	progress->complete = str_eq(results[0].str, COMPLETE);
	str_to_u64(results[0].str, INT64_MAX, &progress->done);
	return OK;
}

static void place(struct casework *work, struct batch *batch, const struct case_record *record)
{
	struct case_record after = *record;
	struct derive_entry dues[DERIVE_DUES];
	struct derive_entry lists[DERIVE_LISTS];
	size_t count;

	deadline_set_reminder(work, &after);
	record_write(work, batch, record, &after);
	count = derive_dues(work->arena, &after, dues);
	/* Where the version before kept requests. */
	if (record->channel == CHANNEL_REQUEST)
		BATCH(batch, S("ZREM"), key_due(work->store, work->arena, S("erase")),
			num(work->arena, (int64_t)record->n));
	for (size_t i = 0; i < count; i++)
		BATCH(batch, S("ZADD"), key_due(work->store, work->arena, dues[i].list),
			num(work->arena, dues[i].score), num(work->arena, (int64_t)record->n));
	/* The version before had no such list. */
	count = derive_lists(work->arena, &after, lists);
	for (size_t i = 0; i < count; i++)
		if (str_eq(lists[i].list, S("declined")))
			BATCH(batch, S("ZADD"), key_list(work->store, work->arena, lists[i].list),
				num(work->arena, lists[i].score), num(work->arena, (int64_t)record->n));
}

/* The next cases, read under WATCH so that a transition meanwhile takes nothing back. */
struct chunk {
	struct casework *work;
	uint64_t first;
	size_t count;
	struct due_lists_progress next;	/* how far it is once they are placed */
};

static enum status place_chunk(void *context, struct transaction *transaction)
{
	const struct chunk *chunk = context;
	struct casework *work = chunk->work;
	struct case_record *records = arena_array(work->arena, CHUNK, sizeof(*records));
	struct batch *changes = &transaction->changes;
	uint64_t numbers[CHUNK];

	for (size_t i = 0; i < chunk->count; i++)
		numbers[i] = chunk->first + i;
	TRY(case_read_watched(work, numbers, chunk->count, records));
	for (size_t i = 0; i < chunk->count; i++)
		if (records[i].n != 0)
			place(work, changes, &records[i]);
	BATCH(changes, S("HSET"), key_jobs(work->store, work->arena), S("built"),
		chunk->next.complete ? COMPLETE : num(work->arena, (int64_t)chunk->next.done));
	/* The closing times of that version. */
	if (chunk->next.complete)
		BATCH(changes, S("DEL"), key_list(work->store, work->arena, S("closing")));
	return OK;
}

enum status due_lists_build(struct casework *work, struct due_lists_progress *progress)
{
	struct chunk chunk = { .work = work };
	uint64_t left;

	TRY(due_lists_look(work, progress));
	if (progress->complete)
		return OK;
	left = progress->all > progress->done ? progress->all - progress->done : 0;
	chunk.first = progress->done + 1;
	chunk.count = left < CHUNK ? left : CHUNK;
	chunk.next = (struct due_lists_progress){ progress->done + chunk.count, progress->all,
		chunk.count == left };
	TRY(transaction_run(work->store, work->arena, place_chunk, &chunk));
	*progress = chunk.next;
	return OK;
}
