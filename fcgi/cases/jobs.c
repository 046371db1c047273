#include "cases/jobs.h"

#include "cases/act.h"
#include "cases/commit.h"
#include "cases/consult.h"
#include "cases/deadline.h"
#include "cases/listing.h"
#include "store/keys.h"

#define CHUNK 50
#define ARENA_LIMIT ((size_t)64 << 20)

static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };

static const struct str stage_notes[] = {
	[STAGE_EARLY] = { 0 },
	[STAGE_HALF] = { "办理时限已过半。", sizeof("办理时限已过半。") - 1 },
	[STAGE_THREE_QUARTERS] = { "办理时限已过四分之三。", sizeof("办理时限已过四分之三。") - 1 },
	[STAGE_LAST_DAY] = { "办理时限即将届满。", sizeof("办理时限即将届满。") - 1 },
	[STAGE_OVERDUE] = { "已超过办理时限。", sizeof("已超过办理时限。") - 1 },
	[STAGE_LONG_OVERDUE] = { "超过办理时限三个工作日以上。", sizeof("超过办理时限三个工作日以上。") - 1 },
};

/* Whether the refusal means that somebody else was first, which is as good as done. */
static enum status settle(enum status status, uint64_t *count)
{
	if (status == OK)
		(*count)++;
	return status == ERR_AWAY || status == ERR_INTERNAL ? status : OK;
}

/* Whoever was given days to correct a request, or to say what he thinks of it, and let them pass. */
static enum status end_waiting(struct casework *work, const struct case_record *record, struct jobs_done *done)
{
	bool correcting = record->state == STATE_CORRECTING;
	struct act act = { .action = correcting ? ACTION_LAPSE : ACTION_REPLY, .by = &jobs,
		.result = str_of(consult_result_name(CONSULT_SILENT)) };
	struct case_record after;
	struct str why;

	if (work->now <= record->due)
		return OK;
	return settle(case_act(work, record->n, &act, &after, &why), &done->lapsed);
}

static enum status remind(struct casework *work, const struct case_record *record, struct jobs_done *done)
{
	enum deadline_stage stage = deadline_stage(work, record);
	bool overdue = stage >= STAGE_OVERDUE;
	struct act act = { .action = overdue ? ACTION_SUPERVISE : ACTION_REMIND, .by = &jobs, .note = stage_notes[stage] };
	struct case_record after;
	struct str why;

	if (record->state == STATE_CORRECTING || record->state == STATE_CONSULTING)
		return end_waiting(work, record, done);
	if (record->state == STATE_ACCEPTED || (int64_t)stage <= record->reminded)
		return OK;
	return settle(case_act(work, record->n, &act, &after, &why), overdue ? &done->supervised : &done->reminded);
}

static enum status remind_desk(struct casework *work, struct str desk, struct jobs_done *done)
{
	struct queue_page page = { 0 };

	do {
		struct str after = page.next;

		TRY(queue_read(work, desk, &jobs, after, CHUNK, &page));
		for (size_t i = 0; i < page.count; i++)
			TRY(remind(work, &page.rows[i].record, done));
	} while (page.next.len > 0);
	return OK;
}

/*
 * Departments and approval have a time limit to be reminded of; review and dispatch show theirs in the queue.  Requests wait at
 * the dispatcher's desk too for their correction.
 */
static enum status remind_all(struct casework *work, struct jobs_done *done)
{
	struct value *desks;

	TRY(queue_overview(work, &jobs, &desks));
	for (const struct member *m = desks->first; m != NULL; m = m->next) {
		struct str desk = map_get_str(&m->value, "desk");

		if (!str_eq(desk, S("review")))
			TRY(remind_desk(work, desk, done));
	}
	return OK;
}

static enum status close_case(struct casework *work, struct str n, struct jobs_done *done)
{
	struct act act = { .action = ACTION_CLOSE, .by = &jobs };
	struct case_record after;
	struct str why;
	uint64_t number = 0;

	str_to_u64(n, INT64_MAX, &number);
	return settle(case_act(work, number, &act, &after, &why), &done->closed);
}

/* Whoever can't be closed would be met again and again: a chunk in which nothing was closed ends the round. */
static enum status close_all(struct casework *work, struct jobs_done *done)
{
	int64_t limit = work->now - work->config->cases.close_days * MS_PER_DAY;
	uint64_t before;

	do {
		struct batch batch = batch_in(work->arena);
		struct result *results;

		before = done->closed;
		BATCH(&batch, S("ZRANGEBYSCORE"), key_list(work->store, work->arena, S("closing")), S("-inf"),
			num(work->arena, limit), S("LIMIT"), S("0"), num(work->arena, CHUNK));
		TRY(store_run(work->store, &batch, &results));
		for (size_t i = 0; i < results[0].count; i++)
			TRY(close_case(work, results[0].items[i].str, done));
	} while (done->closed > before);
	return OK;
}

enum status jobs_round(struct casework *work, struct jobs_done *done)
{
	struct casework own = *work;
	enum status status;

	own.arena = arena_new(ARENA_LIMIT);
	status = remind_all(&own, done);
	arena_reset(own.arena);
	if (status == OK)
		status = close_all(&own, done);
	arena_free(own.arena);
	return status;
}

/* The end of a case, from which retention counts; 0 while it is open. */
static int64_t ended(const struct case_record *record)
{
	switch (record->state) {
	case STATE_CLOSED:
	case STATE_WITHDRAWN:
		return record->closed;
	case STATE_DECLINED:
	case STATE_MERGED:
		return record->created;
	default:
		return 0;
	}
}

static bool past_retention(const struct casework *work, const struct case_record *record)
{
	int64_t end = ended(record);

	return record->n != 0 && record->contact.len > 0 && end != 0 &&
	       end + work->config->cases.retention_days * MS_PER_DAY < work->now;
}

static enum status erase(void *context, struct case_edit *edit)
{
	(void)context;
	if (!past_retention(edit->work, &edit->before))
		return ERR_NOT_NOW;
	edit->after.contact = edit->after.device = edit->after.phone = edit->after.filer = (struct str){ 0 };
	edit->action = S("erase");
	edit->by = jobs.id;
	return OK;
}

static enum status erase_chunk(struct casework *work, uint64_t from, bool dry, struct jobs_done *done)
{
	uint64_t numbers[CHUNK];
	struct case_record *records = arena_array(work->arena, CHUNK, sizeof(*records));
	struct case_record after;

	for (size_t i = 0; i < CHUNK; i++)
		numbers[i] = from + i;
	TRY(case_read_many(work, numbers, CHUNK, records));
	for (size_t i = 0; i < CHUNK; i++) {
		if (!past_retention(work, &records[i]))
			continue;
		if (dry)
			done->erased++;
		else
			TRY(settle(commit_case(work, records[i].n, erase, NULL, &after), &done->erased));
	}
	return OK;
}

enum status jobs_erase(struct casework *work, bool dry, struct jobs_done *done)
{
	struct casework own = *work;
	enum status status = OK;
	uint64_t last;

	TRY(case_last(work, &last));
	own.arena = arena_new(ARENA_LIMIT);
	for (uint64_t from = 1; from <= last && status == OK; from += CHUNK) {
		status = erase_chunk(&own, from, dry, done);
		arena_reset(own.arena);
	}
	arena_free(own.arena);
	return status;
}
