#include "upkeep/due_actions.h"

#include <inttypes.h>

#include "base/log.h"
#include "cases/act.h"
#include "cases/action.h"
#include "cases/commit.h"
#include "model/consult.h"
#include "cases/deadline.h"
#include "model/derive.h"
#include "model/event.h"
#include "store/keys.h"

#define CHUNK 50
/* With more failures than this the cause is not the single case: the round ends. */
#define FAILED_MOST 20
/* A round that has written so many packages begins no further chunk. */
#define ARCHIVES_A_ROUND 200
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

/* A round over what is due, in an arena of its own. */
struct round {
	struct casework work;
	struct due_counts *done;
	uint64_t refused;	/* cases of the present kind that stay due; they are skipped in this round */
	uint64_t failed;	/* of these, by an internal error */
	bool blocked;		/* the rest of the present kind would fail alike */
	const struct archive_printer *printer;
};

/* One kind of thing that falls due. */
struct due {
	const char *what;	/* its set, as derive_dues names it */
	int64_t until;		/* scores up to this are due */
	/* So many done end the round; those that are refused don't count, or they would starve the others. */
	uint64_t most;		/* 0: no end */
	enum status (*act)(struct round *round, const struct case_record *record);
};

/*
 * A refusal means that somebody else was first, or that it can't be done now: the next round tries again.  A
 * case that fails doesn't end the round, unless many fail.
 */
static enum status settle(struct round *round, enum status status, uint64_t *count)
{
	if (status == ERR_AWAY || (status == ERR_INTERNAL && ++round->failed > FAILED_MOST))
		return status;
	if (status == OK)
		(*count)++;
	else
		round->refused++;
	return OK;
}

static enum status act_on(struct round *round, const struct case_record *record, const struct act *act,
	uint64_t *count)
{
	struct case_record after;
	struct str why;

	return settle(round, case_act(&round->work, record->n, act, &after, &why), count);
}

static enum status set_reminder(void *context, struct case_edit *edit)
{
	(void)context;
	deadline_set_reminder(edit->work, &edit->after);
	return OK;
}

static enum status remind(struct round *round, const struct case_record *record)
{
	enum deadline_stage stage = deadline_stage(&round->work, record);
	bool overdue = stage >= STAGE_OVERDUE;
	struct act act = { .action = overdue ? ACTION_SUPERVISE : ACTION_REMIND, .by = &jobs,
		.note = stage_notes[stage] };
	struct case_record after;
	uint64_t moved = 0;

	if ((int64_t)stage > record->reminded)
		return act_on(round, record, &act,
			overdue ? &round->done->supervised : &round->done->reminded);
	/* The calendar was changed since: the stage comes later now. */
	return settle(round, commit_case(&round->work, record->n, set_reminder, NULL, &after), &moved);
}

/* An applicant did not correct the request or pay in time, or a third party did not reply in time. */
static enum status lapse(struct round *round, const struct case_record *record)
{
	struct act act = { .action = ACTION_REPLY, .by = &jobs,
		.result = str_of(consult_result_name(CONSULT_SILENT)) };

	if (record->state == STATE_CORRECTING)
		act.action = ACTION_LAPSE;
	else if (record->state == STATE_CHARGING)
		act.action = ACTION_UNPAID;
	return act_on(round, record, &act, &round->done->lapsed);
}

static enum status close_case(struct round *round, const struct case_record *record)
{
	struct act act = { .action = ACTION_CLOSE, .by = &jobs };

	return act_on(round, record, &act, &round->done->closed);
}

/* Cases that ended up to this time are past their retention. */
static int64_t retained_until(const struct casework *work)
{
	return work->now - work->config->cases.retention_days * MS_PER_DAY - 1;
}

static bool is_due(const struct case_edit *edit, struct str what, int64_t until)
{
	struct derive_entry dues[DERIVE_DUES];
	size_t count = derive_dues(edit->work->arena, &edit->before, dues);

	for (size_t i = 0; i < count; i++)
		if (str_eq(dues[i].list, what) && dues[i].score <= until)
			return true;
	return false;
}

static void forget(struct case_edit *edit)
{
	record_forget_sender(&edit->after);
	edit->action = S("erase");
	edit->by = jobs.id;
}

static enum status erase(void *context, struct case_edit *edit)
{
	(void)context;
	if (!is_due(edit, S("erase"), retained_until(edit->work)))
		return ERR_NOT_NOW;
	forget(edit);
	return OK;
}

static enum status erase_contact(struct round *round, const struct case_record *record)
{
	struct case_record after;

	return settle(round, commit_case(&round->work, record->n, erase, NULL, &after), &round->done->erased);
}

/* What was archived must be what is erased: every change of a case shows in one of these. */
static bool unchanged(const struct case_record *a, const struct case_record *b)
{
	return a->version == b->version && a->entries == b->entries && str_eq(a->contact, b->contact);
}

static enum status erase_archived(void *context, struct case_edit *edit)
{
	const struct archive *archive = context;
	struct value *entry;

	if (!unchanged(&archive->record, &edit->before))
		return ERR_CONFLICT;
	if (!is_due(edit, S("archive"), archive_until(edit->work)))
		return ERR_NOT_NOW;
	entry = commit_begin_entry(edit, "event");
	map_str(entry, "action", S("archive"));
	map_str(entry, "by", jobs.id);
	map_str(entry, "hash", archive->hash);
	commit_entry(edit, entry);
	event_add(edit->work, edit->changes, &(struct event){ .n = edit->after.n, .action = S("archive"),
		.by = jobs.id, .about = edit->after.dept, .at = edit->at });
	forget(edit);
	return OK;
}

static enum status archive_case(struct round *round, const struct case_record *record)
{
	struct casework *work = &round->work;
	struct archive archive;
	struct str problem;
	struct case_record after;
	enum status status = archive_write(work, record->n, work->config->requests.archive_dir,
		round->printer, &archive, &problem);

	if (status == OK)
		status = commit_case(work, record->n, erase_archived, &archive, &after);
	if (status == OK)
		round->done->archived++;
	if (problem.len > 0 || status == ERR_TOKEN)
		log_error("jobs: case %" PRIu64 " can't be archived, so it isn't erased: %.*s", record->n,
			STR_ARG(problem.len > 0 ? problem : S("its contact data can't be opened")));
	/* A full disk is the matter of all; what lies in its place is that of this one. */
	round->blocked = problem.len > 0 && status != ERR_ALREADY;
	return settle(round, round->blocked || status == ERR_TOKEN ? ERR_NOT_NOW : status,
		&round->done->erased);
}

static enum status count_due(struct casework *work, const struct due *due, uint64_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZCOUNT"), key_due(work->store, work->arena, str_of(due->what)), S("-inf"),
		num(work->arena, due->until));
	TRY(store_run(work->store, &batch, &results));
	*count = (uint64_t)results[0].integer;
	return OK;
}

/* The next cases that are due, after those that were refused. */
static enum status read_due(struct round *round, const struct due *due, struct case_record records[CHUNK],
	size_t *count)
{
	struct casework *work = &round->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t numbers[CHUNK] = { 0 };

	BATCH(&batch, S("ZRANGEBYSCORE"), key_due(work->store, work->arena, str_of(due->what)), S("-inf"),
		num(work->arena, due->until), S("LIMIT"), num(work->arena, (int64_t)round->refused),
		num(work->arena, CHUNK));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].count;
	for (size_t i = 0; i < *count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
	return case_read_many(work, numbers, *count, records);
}

/* One case as arena_guarded calls it. */
struct attempt {
	struct round *round;
	const struct due *due;
	const struct case_record *record;
	enum status status;
};

static void attempt_act(void *context)
{
	struct attempt *attempt = context;

	attempt->status = attempt->due->act(attempt->round, attempt->record);
}

/* *exhausted: the case needed more memory than the round has; it is skipped. */
static enum status do_case(struct round *round, const struct due *due, const struct case_record *record,
	bool *exhausted)
{
	struct attempt attempt = { round, due, record, OK };
	uint64_t n = record->n;
	size_t wanted;

	*exhausted = false;
	if (n == 0)
		round->refused++;
	else if (!arena_guarded(attempt_act, &attempt, &wanted)) {
		store_unwatch(round->work.store);
		log_error("jobs: to %s case %" PRIu64 " needs %zu bytes, more than a round may have",
			due->what, n, wanted);
		round->refused++;
		*exhausted = true;
	}
	return attempt.status;
}

/* *count is how many cases were tried: fewer than were read when one exhausted the memory. */
static enum status do_chunk(struct round *round, const struct due *due, size_t *count)
{
	struct case_record *records = arena_array(round->work.arena, CHUNK, sizeof(*records));
	bool exhausted = false;
	size_t i = 0;

	TRY(read_due(round, due, records, count));
	while (i < *count && !exhausted && !round->blocked)
		TRY(do_case(round, due, &records[i++], &exhausted));
	*count = i;
	return OK;
}

/*
 * Tries each case once that is due when this begins: those that are refused stay in the list and are skipped
 * by offset.
 */
static enum status do_kind(struct round *round, const struct due *due)
{
	const struct due_counts *done = round->done;
	uint64_t left;
	uint64_t tried = 0;
	size_t count = 1;

	round->refused = round->failed = 0;
	round->blocked = false;
	TRY(count_due(&round->work, due, &left));
	while (left > 0 && count > 0 && !round->blocked &&
		(due->most == 0 || tried - round->refused < due->most) &&
		(done->go_on == NULL || done->go_on(done, due->what, left))) {
		TRY(do_chunk(round, due, &count));
		left -= count < left ? count : left;
		tried += count;
		arena_reset(round->work.arena);
	}
	if (round->refused > 0)
		log_info("jobs: %" PRIu64 " cases due to %s were refused, or somebody else was first",
			round->refused, due->what);
	return OK;
}

static enum status do_kinds(struct casework *work, const struct archive_printer *printer,
	const struct due *dues, size_t count, struct due_counts *done)
{
	struct round round = { .work = *work, .done = done, .printer = printer };
	enum status status = OK;

	round.work.arena = arena_new(ARENA_LIMIT);
	/* A kind with too many failures doesn't keep the other kinds waiting. */
	for (size_t i = 0; i < count && status != ERR_AWAY; i++) {
		enum status ended = do_kind(&round, &dues[i]);

		arena_reset(round.work.arena);
		status = ended != OK ? ended : status;
	}
	arena_free(round.work.arena);
	return status;
}

enum status due_actions_run(struct casework *work, struct due_counts *done)
{
	const struct due dues[] = {
		{ "remind", work->now, 0, remind },
		{ "lapse", work->now - 1, 0, lapse },
		{ "close", work->now - work->config->cases.close_days * MS_PER_DAY, 0, close_case },
	};

	return do_kinds(work, NULL, dues, sizeof(dues) / sizeof(dues[0]), done);
}

static struct due erase_due(const struct casework *work)
{
	return (struct due){ "erase", retained_until(work), 0, erase_contact };
}

static struct due archive_due(const struct casework *work)
{
	return (struct due){ "archive", archive_until(work), ARCHIVES_A_ROUND, archive_case };
}

enum status due_actions_erase(struct casework *work, const struct archive_printer *printer,
	struct due_counts *done)
{
	const struct due dues[] = { erase_due(work), archive_due(work) };

	enum status status = do_kinds(work, printer, dues, sizeof(dues) / sizeof(dues[0]), done);

	if (status == ERR_AWAY)
		return status;
	TRY(count_due(work, &dues[1], &done->unarchived));
	TRY(archive_note_waiting(work, done->unarchived));
	return status;
}

enum status due_actions_count(struct casework *work, struct due_counts *done)
{
	const struct due dues[] = { erase_due(work), archive_due(work) };

	TRY(count_due(work, &dues[0], &done->erased));
	return count_due(work, &dues[1], &done->unarchived);
}
