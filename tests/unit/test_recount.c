/* recount beside workers that commit, beside another recount, and after one that was killed. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "cases/journal.h"
#include "upkeep/ledger.h"
#include "upkeep/recount.h"
#include "participation/comment.h"
#include "casework_rig.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
#define POSTERS 4

static void print_wrong(const char *line)
{
	print_error("%s\n", line);
}

/* Takes in topics, and moves any case there is by whatever action comes up, until it is killed. */
static void post(unsigned seed)
{
	const struct viewer *staff[] = { &rig_moderator, &rig_dispatcher, &rig_clerk, &rig_approver,
		&rig_supervisor };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rig.store = rig_link();
	for (;;) {
		size_t who = (size_t)rand_r(&seed) % 6;
		struct viewer asker = rig_asker(1);
		struct act act = { .by = who < 5 ? staff[who] : &asker,
			.reason = S("scope"),
			.text = S("您好，现将有关情况答复如下。"),
			.dept = S("zjj"),
			.days = 2,
			.rating = 1 + rand_r(&seed) % 5,
			.into = 1 };
		uint64_t last = rig_submit("人民路路灯不亮",
			"人民路东段的路灯坏了一个多月，晚上出门很不方便。");

		for (int i = 0; i < 3; i++) {
			uint64_t n = 1 + (uint64_t)rand_r(&seed) % last;

			act.action = (enum action)(1 + rand_r(&seed) % (ACTION_COUNT - 1));
			rig_act(n, &act, NULL);
		}
		rig.now += 1000;
		arena_reset(rig.arena);
	}
}

static void start_posters(pid_t posters[POSTERS])
{
	for (unsigned i = 0; i < POSTERS; i++) {
		posters[i] = fork();
		assert_true(posters[i] >= 0);
		if (posters[i] == 0)
			post(i);
	}
}

static void stop_posters(const pid_t posters[POSTERS])
{
	for (size_t i = 0; i < POSTERS; i++) {
		kill(posters[i], SIGKILL);
		assert_int_equal(waitpid(posters[i], NULL, 0), posters[i]);
	}
}

static void beside_posters_it_mends_nothing_that_is_right(void **state)
{
	const char *seconds = getenv("RECOUNT_SECONDS");
	int64_t end = clock_steady() + (seconds != NULL ? strtol(seconds, NULL, 10) : 2) * 1000;
	struct recount recount = { .report = print_wrong };
	pid_t posters[POSTERS];

	(void)state;
	for (int i = 0; i < 300; i++)
		rig_case_in(i % 2 == 0 ? STATE_ANSWERED : STATE_PENDING);
	start_posters(posters);
	while (clock_steady() < end)
		assert_int_equal(recount_run(&rig, true, &recount), OK);
	stop_posters(posters);
	assert_int_equal(recount.wrong, 0);
	assert_recount_agrees();
}

static void beside_posters_it_mends_what_was_damaged_to_the_last_number(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct recount recount = { 0 };
	pid_t posters[POSTERS];

	(void)state;
	for (int i = 0; i < 300; i++)
		rig_case_in(i % 2 == 0 ? STATE_ANSWERED : STATE_PENDING);
	start_posters(posters);
	usleep(100 * 1000);
	BATCH(&batch, S("ZADD"), key_list(rig.store, rig.arena, S("new")), S("5"), S("999999"));
	BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("close")), S("5"), S("no number"));
	BATCH(&batch, S("HINCRBY"), key_tally(rig.store, rig.arena, S("all")), S("in.topic.help"), S("-3"));
	BATCH(&batch, S("HINCRBY"), key_tally(rig.store, rig.arena, S("2026-03")), S("in.topic.nothing"),
		S("2"));
	BATCH(&batch, S("HDEL"), key_tally(rig.store, rig.arena, S("2026")), S("done.topic.help"));
	BATCH(&batch, S("HINCRBY"), key_work(rig.store, rig.arena, S("2026-03")), S("draft@zjj1"), S("5"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	stop_posters(posters);
	assert_int_equal(recount.wrong, 6);
	assert_recount_agrees();
}

static void a_second_one_is_refused_and_a_killed_one_leaves_nothing_wrong(void **state)
{
	struct recount recount = { .report = print_wrong };
	struct journal journal;
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	assert_int_equal(journal_open(&rig, &journal), OK);
	assert_int_equal(recount_run(&rig, true, &recount), ERR_ALREADY);
	rig_case_in(STATE_ANSWERED);
	/* Both lapse by themselves. */
	BATCH(&batch, S("TTL"), key_recount(rig.store, rig.arena));
	BATCH(&batch, S("TTL"), key_journal(rig.store, rig.arena, str_of(journal.token)));
	BATCH(&batch, S("DEL"), key_recount(rig.store, rig.arena));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_in_range(results[0].integer, 1, 60);
	assert_in_range(results[1].integer, 1, 3600);
	assert_recount_agrees();
}

static void take_nothing(struct ledger *ledger, struct casework *work, const struct result *pairs,
	void *context)
{
	(void)ledger;
	(void)work;
	(void)pairs;
	(void)context;
}

static void one_whose_journal_lapsed_mends_no_counter(void **state)
{
	struct recount recount = { .report = print_wrong };
	struct check check = { .work = rig, .recount = &recount, .mend = true };
	struct ledger *ledger = ledger_new(take_nothing, NULL);
	struct journal journal;
	struct ledger_stream stream = { .journal = &journal };
	struct str prefix = key_tally(rig.store, rig.arena, S(""));
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	assert_int_equal(journal_open(&rig, &journal), OK);
	stream.key = key_journal(rig.store, rig.arena, str_of(journal.token));
	BATCH(&batch, S("DEL"), key_recount(rig.store, rig.arena));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	check.work.arena = arena_new((size_t)1 << 20);
	assert_int_equal(ledger_settle(ledger, &check, prefix, &stream), ERR_NOT_NOW);
	arena_free(check.work.arena);
	ledger_free(ledger);
	assert_recount_agrees();
}

static struct str waiting_now(void)
{
	struct batch batch = batch_in(rig.arena);
	struct str text = { 0 };
	struct result *results;

	BATCH(&batch, S("ZRANGE"), key_waiting(rig.store, rig.arena), S("0"), S("-1"), S("WITHSCORES"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < results[0].count; i++)
		text = ARENA_GLUE(rig.arena, text, results[0].items[i].str, S(" "));
	return text;
}

static void how_many_posts_wait_is_counted_anew_from_the_posts(void **state)
{
	uint64_t first = rig_case_in(STATE_ACCEPTED);
	uint64_t second = rig_case_in(STATE_ACCEPTED);
	struct recount recount = { 0 };
	struct batch batch = batch_in(rig.arena);
	struct str key = key_waiting(rig.store, rig.arena);
	struct str before;

	(void)state;
	rig_submit("人民路路灯不亮", "一件等着审核的，它不是跟帖。");
	for (int i = 0; i < 150; i++)
		assert_int_equal(case_comment(&rig, first, arena_printf(rig.arena, "person %d", i),
			S("我也是，晚上看不见。"), S("")),
			OK);
	assert_int_equal(case_comment(&rig, second, S("person 0"), S("这里也是。"), S("")), OK);
	before = waiting_now();
	assert_recount_agrees();
	BATCH(&batch, S("ZADD"), key, S("7"), S("c999"));
	BATCH(&batch, S("ZINCRBY"), key, S("-100"),
		arena_printf(rig.arena, "c%llu", (unsigned long long)first));
	BATCH(&batch, S("ZREM"), key, arena_printf(rig.arena, "c%llu", (unsigned long long)second));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(recount_run(&rig, false, &recount), OK);
	assert_int_equal(recount.wrong, 3);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_true(str_eq(waiting_now(), before));
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(beside_posters_it_mends_nothing_that_is_right),
		TEST(beside_posters_it_mends_what_was_damaged_to_the_last_number),
		TEST(one_whose_journal_lapsed_mends_no_counter),
		TEST(how_many_posts_wait_is_counted_anew_from_the_posts),
		TEST(a_second_one_is_refused_and_a_killed_one_leaves_nothing_wrong),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
