#include "upkeep/recount.h"

#include "base/clock.h"
#include "base/log.h"
#include "cases/journal.h"
#include "lists/event_files.h"
#include "model/derive.h"
#include "model/event.h"
#include "store/keys.h"
#include "upkeep/finding.h"
#include "upkeep/ledger.h"
#include "upkeep/places.h"
#include "upkeep/recount_articles.h"
#include "upkeep/waiting.h"

#define CASES_A_CHUNK 200
#define PLACES_MOST (DERIVE_KINDS * DERIVE_MOST)
#define EVENTS_A_CHUNK 1000
#define ID_ROOM 64
#define MEMORY_A_CHUNK ((size_t)64 << 20)

/*
 * Why the result is right although others commit meanwhile.  What lists a case is in is proved case by case
 * (upkeep/places).  The tallies are sums over all
 * cases, which can't be watched.  So while a recount runs, commits also write to a journal (cases/journal)
 * what they add to the tallies.  Each chunk of cases is read in one transaction with the new entries of the
 * journal.  A change of a case that is not read yet, or read in this chunk, is in its record; a change of a
 * case that was read before, or was made since the start, is added to the sums.
 */
struct pass {
	struct check check;
	struct arena *look;	/* for one look under WATCH, which a lost race throws away */
	struct journal journal;
	struct ledger *tallies;
	struct ledger *loads;	/* what each account did, from the events */
	uint64_t next;		/* the first case that isn't counted yet */
	uint64_t last;		/* the newest when it began */
};

static void add_tallies(struct casework *work, struct ledger *ledger, const struct case_record *record)
{
	struct derive_tally tallies[DERIVE_TALLIES];
	size_t count = derive_tallies(work->arena, record, tallies);

	for (size_t i = 0; i < count; i++)
		ledger_add(ledger, key_tally(work->store, work->arena, tallies[i].period), tallies[i].field,
			tallies[i].amount);
}

static void take_change(struct ledger *ledger, struct casework *work, const struct result *pairs,
	void *context)
{
	const struct pass *pass = context;
	uint64_t n = 0;

	str_to_u64(result_pair(pairs, S("c")), INT64_MAX, &n);
	if (n >= pass->next && n <= pass->last)
		return;
	for (size_t i = 2; i + 1 < pairs->count; i += 2) {
		struct str name = pairs->items[i].str;
		size_t slash = str_find(name, '/', 0);
		int64_t amount = 0;

		str_to_i64(pairs->items[i + 1].str, &amount);
		ledger_add(ledger, key_tally(work->store, work->arena, str_sub(name, 0, slash)),
			str_sub(name, slash + 1, name.len), amount);
	}
}

/* What each account did is counted from the events: those in files, and those in the stream. */
static void take_event(struct ledger *ledger, struct casework *work, const struct result *pairs,
	void *context)
{
	struct str done = event_counter(work->arena, result_pair(pairs, S("a")), result_pair(pairs, S("by")));
	int64_t at;

	(void)context;
	if (done.len > 0 && str_to_i64(result_pair(pairs, S("at")), &at))
		ledger_add(ledger, key_work(work->store, work->arena, clock_month(work->arena, at)), done, 1);
}

/* Every sorted set in which the case should be. */
static size_t expect_places(struct casework *work, const void *of, struct finding *out)
{
	const struct case_record *record = of;
	size_t found = 0;

	for (size_t kind = 0; kind < DERIVE_KINDS && record->n != 0; kind++) {
		struct derive_entry places[DERIVE_MOST];
		const struct derive_move move = { .key = derive_kinds[kind].key, .n = record->n,
			.now = places, .nows = derive_kinds[kind].places(work->arena, record, places) };

		found += finding_expect(work, &move, out + found);
	}
	return found;
}

static enum status read_cases(struct casework *work, bool watched, const uint64_t *numbers, size_t count,
	void *records)
{
	return watched ? case_read_watched(work, numbers, count, records) :
		case_read_many(work, numbers, count, records);
}

static const struct place_kind cases = { .record_size = sizeof(struct case_record), .most = PLACES_MOST,
	.read = read_cases, .expect = expect_places };

static enum status keep_journal(void *context)
{
	struct pass *pass = context;

	return journal_keep(&pass->check.work, &pass->journal);
}

static struct places places_of(struct pass *pass)
{
	return (struct places){ .check = pass->check, .kind = &cases, .look = pass->look,
		.keep = keep_journal, .context = pass };
}

/*
 * One transaction: the cases, and what changed of the others since the last one.  Without a journal nothing
 * can change, and a full Redis takes no transaction.
 */
static enum status read_chunk(struct pass *pass, size_t count, struct case_record *records)
{
	struct casework *work = &pass->check.work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HGETALL"), key_case(work->store, work->arena, pass->next + i));
	ledger_look(pass->tallies, work, &batch,
		key_journal(work->store, work->arena, str_of(pass->journal.token)), 0);
	TRY((journal_kept(&pass->journal) ? store_commit : store_run)(work->store, &batch, &results));
	ledger_follow(pass->tallies, work, &results[count]);
	for (size_t i = 0; i < count; i++) {
		enum status status = record_read(work, pass->next + i, &results[i], &records[i]);

		if (status == ERR_NOT_FOUND)
			continue;
		TRY(status);
		pass->check.recount->cases++;
		add_tallies(work, pass->tallies, &records[i]);
	}
	pass->next += count;
	return OK;
}

static enum status check_cases(struct pass *pass)
{
	struct casework *work = &pass->check.work;
	struct places places = places_of(pass);

	TRY(case_last(work, &pass->last));
	pass->next = 1;
	while (pass->next <= pass->last) {
		uint64_t left = pass->last - pass->next + 1;
		size_t count = left < CASES_A_CHUNK ? (size_t)left : CASES_A_CHUNK;
		struct case_record *records;

		arena_reset(work->arena);
		records = arena_array(work->arena, count, sizeof(*records));
		TRY(journal_keep(work, &pass->journal));
		TRY(read_chunk(pass, count, records));
		TRY(places_check(&places, records, count));
	}
	return OK;
}

static enum status check_extra(struct pass *pass, struct casework *work)
{
	struct places places = places_of(pass);

	for (size_t i = 0; i < DERIVE_KINDS; i++)
		TRY(places_check_sets(&places,
			derive_kinds[i].key(work->store, work->arena, (struct str){ 0 })));
	return OK;
}

static enum status lost(struct str name, const char *problem)
{
	log_error("recount: what accounts did can't be counted: the file %.*s" EVENT_FILE_ENDING
		" of old events %s", STR_ARG(name), problem);
	return ERR_DAMAGED;
}

/* Adds up a file's events. */
static enum status read_file(struct pass *pass, const struct event_file *file)
{
	struct casework *work = &pass->check.work;
	struct result *entries;
	struct event_lines lines;
	const char *problem = "";

	if (event_files_read(work, file, &lines, &problem) != OK)
		return lost(event_file_name(work->arena, file), problem);
	entries = arena_array(work->arena, lines.count, sizeof(*entries));
	for (size_t i = 0; i < lines.count; i++)
		if (event_line_read(work->arena, lines.lines[i], &entries[i]) != OK)
			return lost(event_file_name(work->arena, file), "has a line that is no event");
	(void)ledger_follow(pass->loads, work, &(struct result){ .items = entries, .count = lines.count });
	return OK;
}

/* No further one is made as long as the recount's flag stands (upkeep/old/move_events). */
static enum status read_files(struct pass *pass)
{
	struct casework *work = &pass->check.work;
	char after[ID_ROOM] = "";
	struct event_file file;
	enum status status;
	struct str unnoted;

	TRY(event_files_unnoted(work, &unnoted));
	if (unnoted.len > 0)
		return lost(unnoted, EVENTS_UNNOTED);
	for (;;) {
		arena_reset(work->arena);
		TRY(journal_keep(work, &pass->journal));
		status = event_files_after(work, str_of(after), &file);
		if (status != OK)
			return status == ERR_NOT_FOUND ? OK : status;
		snprintf(after, sizeof(after), "%.*s", STR_ARG(file.first));
		TRY(read_file(pass, &file));
	}
}

static enum status read_events(struct pass *pass, struct str stream)
{
	struct casework *work = &pass->check.work;
	size_t taken = EVENTS_A_CHUNK;

	while (taken == EVENTS_A_CHUNK) {
		struct batch batch;
		struct result *results;

		arena_reset(work->arena);
		TRY(journal_keep(work, &pass->journal));
		batch = batch_in(work->arena);
		ledger_look(pass->loads, work, &batch, stream, EVENTS_A_CHUNK);
		TRY(store_run(work->store, &batch, &results));
		taken = ledger_follow(pass->loads, work, &results[0]);
	}
	return OK;
}

/* work's own arena keeps the names. */
static enum status check_tallies(struct pass *pass, struct casework *work)
{
	struct ledger_stream journal = { key_journal(work->store, work->arena, str_of(pass->journal.token)),
		&pass->journal };

	return ledger_settle(pass->tallies, &pass->check,
		key_tally(work->store, work->arena, (struct str){ 0 }), &journal);
}

/* Likewise. */
static enum status check_loads(struct pass *pass, struct casework *work)
{
	struct ledger_stream events = { key_events(work->store, work->arena), &pass->journal };

	TRY(read_files(pass));
	TRY(read_events(pass, events.key));
	return ledger_settle(pass->loads, &pass->check,
		key_work(work->store, work->arena, (struct str){ 0 }), &events);
}

static enum status note_version(struct casework *work)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("HSET"), key_jobs(work->store, work->arena), S("recounted"),
		num(work->arena, RECOUNT_VERSION));
	return store_commit(work->store, &batch, NULL);
}

/* What accounts did stays as it is while a file is lost. */
static enum status finish(struct pass *pass, struct casework *work)
{
	enum status status = check_loads(pass, work);

	if (pass->check.mend && (status == OK || status == ERR_DAMAGED))
		TRY(note_version(work));
	return status;
}

enum status recount_owed(struct casework *work, bool *owed)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("recounted"));
	TRY(store_run(work->store, &batch, &results));
	*owed = !str_eq(results[0].str, num(work->arena, RECOUNT_VERSION));
	return OK;
}

enum status recount_run(struct casework *work, bool mend, struct recount *recount)
{
	struct pass pass = { .check = { .work = *work, .recount = recount, .mend = mend } };
	enum status status;

	status = journal_open(work, &pass.journal);
	if (status != OK && (mend || status != ERR_AWAY))
		return status;
	/*
	 * A full Redis takes no writes, so a mere check has nothing to follow; one that is away fails at the
	 * next command.
	 */
	if (status != OK)
		pass.journal = (struct journal){ 0 };
	pass.check.work.arena = arena_new(MEMORY_A_CHUNK);
	pass.look = arena_new(MEMORY_A_CHUNK);
	pass.tallies = ledger_new(take_change, &pass);
	pass.loads = ledger_new(take_event, &pass);
	status = check_cases(&pass);
	/* The tallies first: the journal needn't be followed longer than that. */
	if (status == OK)
		status = check_tallies(&pass, work);
	if (status == OK)
		status = check_extra(&pass, work);
	if (status == OK)
		status = recount_articles(&pass.check, pass.look, keep_journal, &pass);
	if (status == OK)
		status = waiting_check(&pass.check, pass.look);
	/* Last: where a file of old events is lost, all else is right, and the jobs needn't redo it. */
	if (status == OK)
		status = finish(&pass, work);
	journal_close(work, &pass.journal);
	ledger_free(pass.loads);
	ledger_free(pass.tallies);
	arena_free(pass.look);
	arena_free(pass.check.work.arena);
	return status;
}
