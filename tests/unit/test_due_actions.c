/* The jobs: their rounds cost what is due, whatever else there is, and nothing stands in their way. */
#include <stdarg.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/clock.h"
#include "upkeep/due_lists.h"
#include "upkeep/due_actions.h"
#include "upkeep/recount.h"
#include "upkeep/recount_due.h"
#include "casework_rig.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

static struct result run(struct batch *batch)
{
	struct result *results;

	assert_int_equal(store_run(rig.store, batch, &results), OK);
	return results[0];
}

/* A counter of INFO. */
static int64_t counter(const char *section, const char *name)
{
	struct batch batch = batch_in(rig.arena);
	struct str info;
	struct str value;
	int64_t n = 0;

	BATCH(&batch, S("INFO"), str_of(section));
	info = run(&batch).str;
	value = str_sub(info, str_search(info, str_of(name), 0) + strlen(name) + 1, info.len);
	assert_true(str_cut(&value, '\r', &info));
	assert_true(str_to_i64(info, &n));
	return n;
}

/* What a round of everything costs Redis. */
static void measure(int64_t *commands, int64_t *bytes)
{
	struct due_counts done = { 0 };

	*commands = counter("stats", "total_commands_processed");
	*bytes = counter("stats", "total_net_output_bytes");
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	*commands = counter("stats", "total_commands_processed") - *commands;
	*bytes = counter("stats", "total_net_output_bytes") - *bytes;
}

static void a_round_reads_nothing_of_cases_that_are_not_due(void **state)
{
	static const enum state states[] = { STATE_PENDING, STATE_ACCEPTED, STATE_ASSIGNED, STATE_DRAFTED,
		STATE_ANSWERED, STATE_CLOSED };
	int64_t commands, bytes, more_commands, more_bytes;

	(void)state;
	measure(&commands, &bytes);
	for (int i = 0; i < 10; i++) {
		for (size_t s = 0; s < sizeof(states) / sizeof(states[0]); s++)
			rig_case_in(states[s]);
		rig_request_in(STATE_CORRECTING);
		/* It waits at the desk for calls back. */
		rig_order_in(STATE_ANSWERED);
	}
	measure(&more_commands, &more_bytes);
	assert_int_equal(more_commands, commands);
	/* Of this much the statistics themselves grow by a digit here and there. */
	assert_in_range(more_bytes, bytes - 200, bytes + 200);
}

static uint64_t in_set(const char *what)
{
	struct batch batch = batch_in(rig.arena);

	BATCH(&batch, S("ZCARD"), key_due(rig.store, rig.arena, str_of(what)));
	return (uint64_t)run(&batch).integer;
}

static void cases_that_refuse_are_met_once_a_round_and_stand_in_nobodys_way(void **state)
{
	struct due_counts done = { 0 };
	uint64_t n = rig_case_in(STATE_ANSWERED);
	uint64_t open = rig_case_in(STATE_ASSIGNED);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	/*
	 * More than a chunk of them, before the one that can be closed: a case that isn't answered, and
	 * numbers of none.
	 */
	BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("close")), S("1"),
		num(rig.arena, (int64_t)open));
	for (int i = 0; i < 120; i++)
		BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("close")), S("2"),
			num(rig.arena, 1000 + i));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	rig.now += 16 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 1);
	assert_int_equal(read_case(n).state, STATE_CLOSED);
	assert_int_equal(read_case(open).state, STATE_ASSIGNED);
}

static void a_case_too_large_for_a_round_is_passed_over_and_the_next_is_done(void **state)
{
	uint64_t large = rig_case_in(STATE_ANSWERED);
	struct due_counts done = { 0 };
	struct batch batch = batch_in(rig.arena);
	uint64_t n;

	(void)state;
	rig.now += 1000;
	n = rig_case_in(STATE_ANSWERED);
	/* A round may have 64 MiB; it reads the case once, and once more to act on it. */
	BATCH(&batch, S("SETRANGE"), S("filler"), num(rig.arena, 40 << 20), S("x"));
	run(&batch);
	batch = batch_in(rig.arena);
	BATCH(&batch, S("EVAL"),
		S("return redis.call('HSET', KEYS[1], 'title', redis.call('GET', 'filler'))"), S("1"),
		key_case(rig.store, rig.arena, large));
	run(&batch);
	rig.now += 16 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 1);
	assert_int_equal(read_case(n).state, STATE_CLOSED);
}

static void a_case_whose_writing_fails_ends_no_round(void **state)
{
	struct due_counts done = { 0 };
	uint64_t broken = rig_case_in(STATE_ANSWERED);
	uint64_t whole = rig_case_in(STATE_ANSWERED);
	struct batch batch = batch_in(rig.arena);

	(void)state;
	BATCH(&batch, S("SET"), key_thread(rig.store, rig.arena, broken), S("no list"));
	run(&batch);
	rig.now += 16 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 1);
	assert_int_equal(read_case(whole).state, STATE_CLOSED);
}

static bool stop_after_a_chunk(const struct due_counts *done, const char *what, uint64_t waiting)
{
	(void)what;
	(void)waiting;
	return done->closed == 0;
}

static void many_broken_cases_of_one_kind_keep_no_other_kind_waiting(void **state)
{
	struct due_counts done = { 0 };
	uint64_t whole = rig_case_in(STATE_ANSWERED);
	struct batch batch = batch_in(rig.arena);

	(void)state;
	for (int i = 0; i < 30; i++)
		BATCH(&batch, S("SET"), key_thread(rig.store, rig.arena, rig_case_in(STATE_ASSIGNED)),
			S("no list"));
	run(&batch);
	rig.now += 60 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), ERR_INTERNAL);
	assert_int_equal(done.closed, 1);
	assert_int_equal(read_case(whole).state, STATE_CLOSED);
}

static void a_round_that_is_stopped_between_chunks_is_gone_on_with_and_nothing_is_done_twice(void **state)
{
	struct due_counts done = { .go_on = stop_after_a_chunk };
	struct batch batch = batch_in(rig.arena);
	int64_t events;

	(void)state;
	for (int i = 0; i < 70; i++)
		rig_case_in(STATE_ANSWERED);
	rig.now += 40 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 50);
	assert_int_equal(in_set("close"), 20);
	done = (struct due_counts){ 0 };
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 20);
	BATCH(&batch, S("XLEN"), key_events(rig.store, rig.arena));
	events = run(&batch).integer;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(run(&batch).integer, events);
	assert_recount_agrees();
}

static void a_changed_number_of_days_holds_for_cases_that_wait_already(void **state)
{
	struct due_counts done = { 0 };

	(void)state;
	rig_case_in(STATE_ANSWERED);
	rig.now += 16 * MS_PER_DAY;
	rig_config.cases.close_days = 20;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 0);
	rig_config.cases.close_days = 15;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 1);
	rig_order_in(STATE_CLOSED);
	rig.now += 40 * MS_PER_DAY;
	rig_config.cases.retention_days = 30;
	assert_int_equal(due_actions_count(&rig, &done), OK);
	rig_config.cases.retention_days = 1095;
	assert_int_equal(done.erased, 1);
}

static void a_reminder_moves_with_the_rules_by_a_recount_of_due_times_or_when_it_is_met(void **state)
{
	uint64_t one = rig_case_in(STATE_ASSIGNED);
	uint64_t other = rig_case_in(STATE_ASSIGNED);
	int64_t at = read_case(one).remind_at;
	struct recount moved = { 0 };
	struct due_counts done = { 0 };
	struct batch batch = batch_in(rig.arena);

	(void)state;
	rig_config.cases.other_days = 11;
	assert_int_equal(recount_due(&rig, &moved), OK);
	assert_int_equal(moved.wrong, 2);
	assert_true(read_case(one).remind_at > at);
	/* As if the calendar had changed without it. */
	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, other), S("remat"), num(rig.arena, at));
	BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("remind")), num(rig.arena, at),
		num(rig.arena, (int64_t)other));
	run(&batch);
	rig.now = at;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	rig_config.cases.other_days = 7;
	assert_int_equal(done.reminded, 0);
	assert_int_equal(read_case(other).remind_at, read_case(one).remind_at);
	assert_recount_agrees();
}

/* Takes from the cases what an older version didn't write. */
static void make_old(uint64_t last)
{
	struct batch batch = batch_in(rig.arena);

	BATCH(&batch, S("DEL"), key_due(rig.store, rig.arena, S("remind")),
		key_due(rig.store, rig.arena, S("lapse")), key_due(rig.store, rig.arena, S("close")),
		key_due(rig.store, rig.arena, S("erase")), key_jobs(rig.store, rig.arena));
	for (uint64_t n = 1; n <= last; n++)
		BATCH(&batch, S("HDEL"), key_case(rig.store, rig.arena, n), S("remat"));
	BATCH(&batch, S("ZADD"), key_list(rig.store, rig.arena, S("closing")), S("1"), S("1"));
	run(&batch);
}

static void a_state_of_an_older_version_gets_its_lists_in_chunks_however_often_that_is_killed(void **state)
{
	struct due_lists_progress progress = { 0 };
	struct due_counts done = { 0 };
	uint64_t last = 0;
	int chunks = 0;

	(void)state;
	for (int i = 0; i < 60; i++) {
		rig_case_in(STATE_ASSIGNED);
		rig_case_in(STATE_ANSWERED);
		rig_letter_in(STATE_CLOSED, false);
		last = rig_request_in(i % 2 == 0 ? STATE_CORRECTING : STATE_CONSULTING);
	}
	make_old(last);
	/* Each call may be the last of a process. */
	for (; !progress.complete; chunks++) {
		assert_int_equal(due_lists_build(&rig, &progress), OK);
		if (chunks == 0)
			rig_case_in(STATE_ASSIGNED);
	}
	assert_int_equal(chunks, 3);
	assert_recount_agrees();
	assert_int_equal(due_lists_build(&rig, &progress), OK);
	rig.now += 60 * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.supervised, 61);
	assert_int_equal(done.lapsed, 60);
	assert_int_equal(done.closed, 60);
}

static void lists_that_were_lost_are_rebuilt_by_a_recount(void **state)
{
	struct recount recount = { 0 };
	struct batch batch = batch_in(rig.arena);

	(void)state;
	rig_case_in(STATE_ASSIGNED);
	rig_case_in(STATE_ANSWERED);
	rig_order_in(STATE_CLOSED);
	BATCH(&batch, S("DEL"), key_due(rig.store, rig.arena, S("remind")),
		key_due(rig.store, rig.arena, S("close")), key_due(rig.store, rig.arena, S("erase")));
	run(&batch);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(recount.wrong, 3);
	assert_recount_agrees();
}

/* As after its key was lost: who can't be archived must not keep all others from it. */
static void requests_that_cannot_be_opened_do_not_keep_the_others_from_their_archive(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct due_counts done = { 0 };
	uint64_t sound;

	(void)state;
	for (int i = 0; i < 210; i++)
		BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, rig_request_in(STATE_WITHDRAWN)),
			S("contact"), S("lost"));
	rig.now += MS_PER_DAY;
	sound = rig_request_in(STATE_WITHDRAWN);
	run(&batch);
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.archived, 1);
	assert_int_equal(done.unarchived, 210);
	assert_int_equal(read_case(sound).contact.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_round_reads_nothing_of_cases_that_are_not_due),
		TEST(cases_that_refuse_are_met_once_a_round_and_stand_in_nobodys_way),
		TEST(a_case_too_large_for_a_round_is_passed_over_and_the_next_is_done),
		TEST(a_case_whose_writing_fails_ends_no_round),
		TEST(many_broken_cases_of_one_kind_keep_no_other_kind_waiting),
		TEST(a_round_that_is_stopped_between_chunks_is_gone_on_with_and_nothing_is_done_twice),
		TEST(a_changed_number_of_days_holds_for_cases_that_wait_already),
		TEST(a_reminder_moves_with_the_rules_by_a_recount_of_due_times_or_when_it_is_met),
		TEST(a_state_of_an_older_version_gets_its_lists_in_chunks_however_often_that_is_killed),
		TEST(lists_that_were_lost_are_rebuilt_by_a_recount),
		TEST(requests_that_cannot_be_opened_do_not_keep_the_others_from_their_archive),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
