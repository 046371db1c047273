#include "upkeep/recount_due.h"

#include "base/clock.h"
#include "cases/commit.h"
#include "cases/deadline.h"

#define CASES_A_CHUNK 200
#define MEMORY_A_CHUNK ((size_t)64 << 20)

static enum status set_due(void *context, struct case_edit *edit)
{
	(void)context;
	deadline_set(edit->work, &edit->after);
	return OK;
}

static enum status set_due_anew(struct casework *work, uint64_t n, struct recount *recount)
{
	struct case_record record;
	struct case_record after;
	enum status status = case_read(work, n, &record, NULL, NULL);
	struct str was;
	bool moved;

	if (status != OK)
		return case_absent(status) ? OK : status;
	recount->cases++;
	after = record;
	deadline_set(work, &after);
	moved = after.due != record.due || after.asked_due != record.asked_due ||
		!str_eq(after.assists, record.assists);
	if (!moved && after.remind_at == record.remind_at)
		return OK;
	TRY(commit_case(work, n, set_due, NULL, &after));
	if (!moved)
		return OK;
	recount->wrong++;
	was = clock_date(work->arena, record.due);
	if (recount->report != NULL)
		recount->report(arena_printf(work->arena, "%.*s: due %.*s, was %.*s",
			STR_ARG(case_number(work, &after)), STR_ARG(clock_date(work->arena, after.due)),
			STR_ARG(was)).data);
	return OK;
}

enum status recount_due(struct casework *work, struct recount *recount)
{
	struct casework own = *work;
	enum status status = OK;
	uint64_t last;

	TRY(case_last(work, &last));
	own.arena = arena_new(MEMORY_A_CHUNK);
	for (uint64_t n = 1; n <= last && status == OK; n++) {
		status = set_due_anew(&own, n, recount);
		if (n % CASES_A_CHUNK == 0)
			arena_reset(own.arena);
	}
	arena_free(own.arena);
	return status;
}
