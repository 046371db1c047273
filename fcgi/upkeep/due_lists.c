#include "upkeep/due_lists.h"

#include "cases/deadline.h"
#include "model/derive.h"
#include "store/keys.h"
#include "store/transaction.h"

#define CHUNK 100
/* What the progress says once all are filled; another word is of a version that had fewer lists. */
#define COMPLETE S("all with figures")

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

	/* A packed case has ended: nothing is reminded of. */
	if (!record->packed) {
		deadline_set_reminder(work, &after);
		record_write(work, batch, record, &after);
	}
	count = derive_dues(work->arena, &after, dues);
	/* Where the version before kept requests. */
	if (record->channel == CHANNEL_REQUEST)
		BATCH(batch, S("ZREM"), key_due(work->store, work->arena, S("erase")),
			num(work->arena, (int64_t)record->n));
	for (size_t i = 0; i < count; i++)
		BATCH(batch, S("ZADD"), key_due(work->store, work->arena, dues[i].list),
			num(work->arena, dues[i].score), num(work->arena, (int64_t)record->n));
	/* The version before had no such lists. */
	count = derive_lists(work->arena, &after, lists);
	for (size_t i = 0; i < count; i++)
		if (str_eq(lists[i].list, S("declined")) || str_starts(lists[i].list, S(COUNT_LIST)))
			BATCH(batch, S("ZADD"), key_list(work->store, work->arena, lists[i].list),
				num(work->arena, lists[i].score), num(work->arena, (int64_t)record->n));
}

/* The list of a paid fee, in which its request stands once its counters have it; empty: none was paid. */
static struct str fee_list(struct casework *work, const struct case_record *record)
{
	if (record->n == 0 || record->channel != CHANNEL_REQUEST || record->paid == 0)
		return (struct str){ 0 };
	return key_list(work->store, work->arena, count_list(work->arena,
		count_figure(work->arena, S(COUNT_FEE), record->applicant)));
}

static void count_fee(struct casework *work, struct batch *changes, const struct case_record *record)
{
	struct derive_tally tallies[DERIVE_TALLIES];
	size_t count = derive_tallies(work->arena, record, tallies);

	for (size_t i = 0; i < count; i++)
		if (str_starts(tallies[i].field, S(COUNT_FEE ".")))
			BATCH(changes, S("HINCRBY"), key_tally(work->store, work->arena, tallies[i].period),
				tallies[i].field, num(work->arena, tallies[i].amount));
}

/* Fees that were paid under a version without counters of them: those that stand in no list yet. */
static enum status count_fees(struct casework *work, struct batch *changes, const struct case_record *records,
	size_t count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t asked = 0;

	for (size_t i = 0; i < count; i++)
		if (fee_list(work, &records[i]).len > 0)
			BATCH(&batch, S("ZSCORE"), fee_list(work, &records[i]),
				num(work->arena, (int64_t)records[i].n));
	if (batch.count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		if (fee_list(work, &records[i]).len > 0 && results[asked++].type == RESULT_NIL)
			count_fee(work, changes, &records[i]);
	return OK;
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
	TRY(count_fees(work, changes, records, chunk->count));
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
