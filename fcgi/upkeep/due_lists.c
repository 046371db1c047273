#include "upkeep/due_lists.h"

#include "cases/commit.h"
#include "cases/deadline.h"
#include "model/derive.h"
#include "store/keys.h"

#define CHUNK 100

enum status due_look(struct casework *work, struct due_progress *progress)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*progress = (struct due_progress){ 0 };
	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("built"));
	TRY(store_run(work->store, &batch, &results));
	TRY(case_last(work, &progress->all));
	progress->complete = str_eq(results[0].str, S("all"));
	str_to_u64(results[0].str, INT64_MAX, &progress->done);
	return OK;
}

static void place(struct casework *work, struct batch *batch, const struct case_record *record)
{
	struct case_record after = *record;
	struct index_entry dues[INDEX_DUES];
	size_t count;

	deadline_set_reminder(work, &after);
	record_write(work, batch, record, &after);
	count = index_dues(work->arena, &after, dues);
	for (size_t i = 0; i < count; i++)
		BATCH(batch, S("ZADD"), key_due(work->store, work->arena, dues[i].list), num(work->arena, dues[i].score),
			num(work->arena, (int64_t)record->n));
}

static enum status take_chunk(struct casework *work, struct due_progress *progress)
{
	struct case_record *records = arena_array(work->arena, CHUNK, sizeof(*records));
	struct batch batch = batch_in(work->arena);
	struct str jobs = key_jobs(work->store, work->arena);
	uint64_t left = progress->all > progress->done ? progress->all - progress->done : 0;
	size_t count = left < CHUNK ? left : CHUNK;
	uint64_t numbers[CHUNK];
	struct due_progress next = { progress->done + count, progress->all, count == left };

	/* Under WATCH, so that a transition meanwhile takes nothing back. */
	for (size_t i = 0; i < count; i++)
		numbers[i] = progress->done + 1 + i;
	TRY(case_read_watched(work, numbers, count, records));
	for (size_t i = 0; i < count; i++)
		if (records[i].n != 0)
			place(work, &batch, &records[i]);
	BATCH(&batch, S("HSET"), jobs, S("built"), next.complete ? S("all") : num(work->arena, (int64_t)next.done));
	/* The closing times of that version. */
	if (next.complete)
		BATCH(&batch, S("DEL"), key_list(work->store, work->arena, S("closing")));
	TRY(store_commit(work->store, &batch, NULL));
	*progress = next;
	return OK;
}

enum status due_build(struct casework *work, struct due_progress *progress)
{
	enum status status = ERR_CONFLICT;

	TRY(due_look(work, progress));
	for (int race = 0; race < COMMIT_RACES && status == ERR_CONFLICT && !progress->complete; race++) {
		commit_step_back(race);
		status = take_chunk(work, progress);
		store_unwatch(work->store);
	}
	return progress->complete ? OK : status;
}
