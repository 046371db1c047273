/* What happens as time passes: reminders, closing, erasing, a changed calendar (upkeep/due_actions). */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/derive.h"
#include "upkeep/due_actions.h"
#include "upkeep/recount_due.h"

static struct due_counts run_jobs(const char *when)
{
	struct due_counts done = { 0 };

	assert_true(clock_parse(str_of(when), &rig.now));
	assert_int_equal(due_actions_run(&rig, &done), OK);
	return done;
}

/* Assigned on Monday 2 March 2026 with seven working days: due at the end of Wednesday 11 March. */
static void the_jobs_speak_of_each_stage_of_a_time_limit_once(void **state)
{
	static const struct {
		const char *when;
		uint64_t reminded;
		uint64_t supervised;
	} days[] = {
		{ "2026-03-03 09:00", 0, 0 },
		{ "2026-03-06 09:00", 1, 0 },
		{ "2026-03-06 10:00", 0, 0 },
		{ "2026-03-10 09:00", 1, 0 },
		{ "2026-03-11 09:00", 0, 0 },
		{ "2026-03-12 09:00", 0, 1 },
		{ "2026-03-13 09:00", 0, 0 },
		{ "2026-03-18 09:00", 0, 1 },
		{ "2026-04-18 09:00", 0, 0 },
	};
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t version = read_case(n).version;

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct due_counts done = run_jobs(days[i].when);

		if (done.reminded != days[i].reminded || done.supervised != days[i].supervised)
			print_error("%s\n", days[i].when);
		assert_int_equal(done.reminded, days[i].reminded);
		assert_int_equal(done.supervised, days[i].supervised);
	}
	assert_int_equal(read_case(n).supervised, 3);
	/* Who was writing the answer meanwhile doesn't lose a race to a reminder. */
	assert_int_equal(read_case(n).version, version);
	assert_recount_agrees();
}

static void an_answer_nobody_rated_closes_after_fifteen_days(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);

	(void)state;
	assert_int_equal(run_jobs("2026-03-17 09:00").closed, 0);
	assert_int_equal(run_jobs("2026-03-17 11:00").closed, 1);
	assert_int_equal(run_jobs("2026-03-17 12:00").closed, 0);
	assert_int_equal(read_case(n).state, STATE_CLOSED);
	assert_recount_agrees();
}

static void contact_data_is_erased_after_its_retention_and_the_text_stays(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("路灯坏了请修一修"),
		.body = S("路灯坏了，请派人修一修。"),
		.name = S("张三丰"), .phone = S("13987654321") };
	struct receipt receipt;
	struct due_counts done = { 0 };
	struct viewer asker;
	struct act withdraw = { .action = ACTION_WITHDRAW, .by = &asker };

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	asker = rig_asker(receipt.n);
	assert_int_equal(rig_act(receipt.n, &withdraw, NULL), OK);
	rig.now += 1095 * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.erased, 0);
	rig.now += MS_PER_DAY;
	assert_int_equal(due_actions_count(&rig, &done), OK);
	assert_int_equal(done.erased, 1);
	assert_true(read_case(receipt.n).contact.len > 0);
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.erased, 2);
	assert_int_equal(read_case(receipt.n).contact.len, 0);
	assert_true(str_eq(read_case(receipt.n).title, in.title));
}

static void a_changed_calendar_moves_the_due_times_of_open_cases_only(void **state)
{
	uint64_t open = rig_case_in(STATE_ASSIGNED);
	uint64_t closed = rig_case_in(STATE_ANSWERED);
	struct recount moved = { 0 };
	int64_t was = read_case(open).due;

	(void)state;
	rig_config.cases.other_days = 8;
	assert_int_equal(recount_due(&rig, &moved), OK);
	rig_config.cases.other_days = 7;
	assert_int_equal(moved.cases, 2);
	assert_int_equal(moved.wrong, 1);
	assert_int_equal(read_case(open).due, was + MS_PER_DAY);
	assert_int_equal(read_case(closed).due, 0);
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_jobs_speak_of_each_stage_of_a_time_limit_once),
		TEST(an_answer_nobody_rated_closes_after_fifteen_days),
		TEST(contact_data_is_erased_after_its_retention_and_the_text_stays),
		TEST(a_changed_calendar_moves_the_due_times_of_open_cases_only),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
