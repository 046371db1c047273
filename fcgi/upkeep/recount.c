#include "upkeep/recount.h"

#include "base/clock.h"
#include "cases/journal.h"
#include "model/derive.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"
#include "upkeep/finding.h"
#include "upkeep/ledger.h"
#include "upkeep/waiting.h"

#define CASES_A_CHUNK 200
#define PLACES_MOST (DERIVE_KINDS * DERIVE_MOST)
#define MEMBERS_A_CHUNK "200"
#define KEYS_A_CHUNK "1000"
#define EVENTS_A_CHUNK 1000
#define MEMORY_A_CHUNK ((size_t)64 << 20)

/*
 * Why the result is right although others commit meanwhile.  The lists that a case is in follow from its
 * record alone, and every commit that moves it changes the record.  So what looks wrong is read again with
 * the case under WATCH: if it is still wrong and the WATCH holds, it is wrong.  The tallies are sums over all
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

/* What each account did is counted from the events, which only ever grow. */
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
static size_t expect_places(struct casework *work, const struct case_record *record, struct finding *out)
{
	size_t found = 0;

	for (size_t kind = 0; kind < DERIVE_KINDS && record->n != 0; kind++) {
		struct derive_entry places[DERIVE_MOST];
		size_t count = derive_kinds[kind].places(work->arena, record, places);

		for (size_t i = 0; i < count; i++)
			out[found++] = (struct finding){
				.key = derive_kinds[kind].key(work->store, work->arena, places[i].list),
				.entry = num(work->arena, (int64_t)record->n),
				.n = record->n,
				.sorted = true,
				.expected = true,
				.should = places[i].score,
			};
	}
	return found;
}

/* Reads their scores and keeps those that are wrong. */
static enum status keep_wrong(struct casework *work, struct finding *findings, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		BATCH(&batch, S("ZSCORE"), findings[i].key, findings[i].entry);
	if (*count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < *count; i++) {
		struct finding f = findings[i];

		/* A score that is not a whole number differs from all that is expected. */
		f.there = results[i].type == RESULT_STR;
		f.has = -1;
		if (f.there)
			str_to_i64(results[i].str, &f.has);
		if (finding_wrong(&f))
			findings[kept++] = f;
	}
	*count = kept;
	return OK;
}

/* What is read again under WATCH: all places of some cases, or some members of one sorted set. */
struct suspects {
	struct str key;		/* empty: all places */
	struct str *members;	/* of key */
	uint64_t *numbers;	/* the cases; 0 for a member that is no number */
	size_t count;
};

static bool stands_in(struct casework *work, const struct case_record *record, struct str key)
{
	struct finding places[PLACES_MOST];
	size_t count = expect_places(work, record, places);

	for (size_t i = 0; i < count; i++)
		if (str_eq(places[i].key, key))
			return true;
	return false;
}

/* The suspects' cases are read under WATCH, then what is wrong with them. */
static enum status look_watched(struct casework *work, const struct suspects *suspects,
	struct finding **findings, size_t *found)
{
	struct case_record *records = arena_array(work->arena, suspects->count, sizeof(*records));
	size_t places = suspects->key.len > 0 ? 1 : PLACES_MOST;

	*findings = arena_array(work->arena, suspects->count * places, sizeof(**findings));
	*found = 0;
	TRY(case_read_watched(work, suspects->numbers, suspects->count, records));
	for (size_t i = 0; i < suspects->count; i++)
		if (suspects->key.len == 0)
			*found += expect_places(work, &records[i], *findings + *found);
		else if (!stands_in(work, &records[i], suspects->key))
			(*findings)[(*found)++] = (struct finding){ .key = suspects->key,
				.entry = suspects->members[i], .n = suspects->numbers[i], .sorted = true };
	return keep_wrong(work, *findings, found);
}

/* One look at suspects under WATCH. */
struct look {
	struct check check;	/* with an arena for this look alone */
	const struct suspects *suspects;
	struct finding *wrong;
	size_t count;
};

static enum status look_again(void *context, struct transaction *transaction)
{
	struct look *look = context;

	arena_reset(look->check.work.arena);
	TRY(look_watched(&look->check.work, look->suspects, &look->wrong, &look->count));
	finding_mend(&look->check, look->wrong, look->count, &transaction->changes);
	return OK;
}

static enum status settle(struct pass *pass, const struct suspects *suspects)
{
	struct look look = { .check = pass->check, .suspects = suspects };

	look.check.work.arena = pass->look;
	TRY(transaction_run(look.check.work.store, pass->look, look_again, &look));
	finding_tell(&look.check, look.wrong, look.count);
	return OK;
}

/* Checks the places of cases that were read without WATCH, then again under WATCH those that seem wrong. */
static enum status check_places(struct pass *pass, const struct case_record *records, size_t count)
{
	struct casework *work = &pass->check.work;
	struct finding *findings = arena_array(work->arena, count * PLACES_MOST, sizeof(*findings));
	struct suspects suspects = { .numbers = arena_array(work->arena, count, sizeof(uint64_t)) };
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += expect_places(work, &records[i], findings + found);
	TRY(keep_wrong(work, findings, &found));
	for (size_t i = 0; i < found; i++)
		if (suspects.count == 0 || suspects.numbers[suspects.count - 1] != findings[i].n)
			suspects.numbers[suspects.count++] = findings[i].n;
	return suspects.count > 0 ? settle(pass, &suspects) : OK;
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
	for (size_t i = 0; i < count; i++)
		if (record_read(work->arena, pass->next + i, &results[i], &records[i]) == OK) {
			pass->check.recount->cases++;
			add_tallies(work, pass->tallies, &records[i]);
		}
	pass->next += count;
	return OK;
}

static enum status check_cases(struct pass *pass)
{
	struct casework *work = &pass->check.work;

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
		TRY(check_places(pass, records, count));
	}
	return OK;
}

/* Members and scores of a sorted set; held posts ("N/H") aren't derived from their case. */
static enum status check_members(struct pass *pass, struct str key, const struct result *pairs)
{
	struct casework *work = &pass->check.work;
	struct suspects suspects = { .key = key,
		.members = arena_array(work->arena, pairs->count, sizeof(struct str)),
		.numbers = arena_array(work->arena, pairs->count, sizeof(uint64_t)) };

	for (size_t i = 0; i < pairs->count; i += 2) {
		struct str member = pairs->items[i].str;

		if (str_find(member, '/', 0) < member.len)
			continue;
		str_to_u64(member, INT64_MAX, &suspects.numbers[suspects.count]);
		suspects.members[suspects.count++] = member;
	}
	return suspects.count > 0 ? settle(pass, &suspects) : OK;
}

static enum status check_set(struct pass *pass, struct str key)
{
	struct casework *work = &pass->check.work;
	char cursor[32] = "0";

	do {
		struct batch batch;
		struct result *results;

		arena_reset(work->arena);
		TRY(journal_keep(work, &pass->journal));
		batch = batch_in(work->arena);
		BATCH(&batch, S("ZSCAN"), key, str_of(cursor), S("COUNT"), S(MEMBERS_A_CHUNK));
		TRY(store_run(work->store, &batch, &results));
		snprintf(cursor, sizeof(cursor), "%.*s", STR_ARG(results[0].items[0].str));
		TRY(check_members(pass, key, &results[0].items[1]));
	} while (strcmp(cursor, "0") != 0);
	return OK;
}

/* Checks the members of all sorted sets whose names begin with prefix; the arena keys is for the names. */
static enum status check_sets(struct pass *pass, struct arena *keys, struct str prefix)
{
	char cursor[32] = "0";

	do {
		struct batch batch;
		struct result *results;

		arena_reset(keys);
		batch = batch_in(keys);
		BATCH(&batch, S("SCAN"), str_of(cursor), S("MATCH"), arena_join(keys, prefix, S("*")),
			S("COUNT"), S(KEYS_A_CHUNK));
		TRY(store_run(pass->check.work.store, &batch, &results));
		snprintf(cursor, sizeof(cursor), "%.*s", STR_ARG(results[0].items[0].str));
		for (size_t i = 0; i < results[0].items[1].count; i++)
			TRY(check_set(pass, results[0].items[1].items[i].str));
	} while (strcmp(cursor, "0") != 0);
	return OK;
}

static enum status check_extra(struct pass *pass, struct casework *work)
{
	struct arena *keys = arena_new(MEMORY_A_CHUNK);
	enum status status = OK;

	for (size_t i = 0; i < DERIVE_KINDS && status == OK; i++)
		status = check_sets(pass, keys,
			derive_kinds[i].key(work->store, work->arena, (struct str){ 0 }));
	arena_free(keys);
	return status;
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
static enum status check_counters(struct pass *pass, struct casework *work)
{
	struct str none = { 0 };
	struct ledger_stream journal = { key_journal(work->store, work->arena, str_of(pass->journal.token)),
		&pass->journal };
	struct ledger_stream events = { key_events(work->store, work->arena), &pass->journal };

	TRY(ledger_settle(pass->tallies, &pass->check, key_tally(work->store, work->arena, none), &journal));
	TRY(read_events(pass, events.key));
	return ledger_settle(pass->loads, &pass->check, key_work(work->store, work->arena, none), &events);
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
	/* The counters first: the journal needn't be followed longer than that. */
	if (status == OK)
		status = check_counters(&pass, work);
	if (status == OK)
		status = check_extra(&pass, work);
	if (status == OK)
		status = waiting_check(&pass.check, pass.look);
	journal_close(work, &pass.journal);
	ledger_free(pass.loads);
	ledger_free(pass.tallies);
	arena_free(pass.look);
	arena_free(pass.check.work.arena);
	return status;
}
