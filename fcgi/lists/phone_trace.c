#include "lists/phone_trace.h"

#include "model/phone_index.h"
#include "store/keys.h"

enum status phone_trace_next(struct phone_trace *trace)
{
	struct casework *work = &trace->work;
	struct batch list = batch_in(work->arena);
	struct case_record *records = arena_array(work->arena, PHONE_CHUNK, sizeof(*records));
	const struct result *members;
	struct result *results;
	uint64_t numbers[PHONE_CHUNK] = { 0 };

	BATCH(&list, S("ZREVRANGE"),
		key_list(work->store, work->arena, phone_list(work->arena, trace->index)),
		num(work->arena, trace->from), num(work->arena, trace->from + PHONE_CHUNK - 1));
	TRY(store_run(work->store, &list, &results));
	members = &results[0];
	for (size_t i = 0; i < members->count; i++)
		str_to_u64(members->items[i].str, INT64_MAX, &numbers[i]);
	TRY(case_read_many(work, numbers, members->count, records));
	trace->found = 0;
	for (size_t i = 0; i < members->count; i++)
		if (records[i].n != 0 && str_eq(records[i].phone, trace->index))
			trace->hits[trace->found++] = numbers[i];
	trace->from += (int64_t)members->count;
	trace->ended = members->count < PHONE_CHUNK;
	return OK;
}
