/* What was done in time and registered after the jobs had closed the request (cases/effect_request). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "tally_rig.h"
#include "upkeep/due_actions.h"

static const struct act charge = { .action = ACTION_CHARGE, .by = &rig_clerk, .kind = { "pages", 5 },
	.count = 100, .reason = { "共100页。", sizeof("共100页。") - 1 } };
static const struct act pay = { .action = ACTION_PAY, .by = &rig_clerk };
static const struct act supplement = { .action = ACTION_SUPPLEMENT, .by = &rig_clerk,
	.text = { "我要的是 2024 年的方案。", sizeof("我要的是 2024 年的方案。") - 1 } };

/* The jobs' round right after the period that ends on that day. */
static void lapse_after(const char *last_day, uint64_t expected)
{
	struct due_counts done = { 0 };

	rig.now = rig_moment(last_day) + MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.lapsed, expected);
}

static uint64_t unpaid(void)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);

	rig_do(n, &charge);
	rig_serve(n);
	lapse_after("2026-03-30", 1);
	assert_true(str_eq(read_case(n).outcome, S("other.unpaid")));
	assert_int_equal(rig_tally("2026", "other.unpaid.request.person"), 1);
	return n;
}

static uint64_t lapsed(void)
{
	uint64_t n = rig_request_in(STATE_CORRECTING);

	lapse_after("2026-03-16", 1);
	assert_true(str_eq(read_case(n).outcome, S("other.lapsed")));
	return n;
}

static void expect_open(uint64_t n, const char *due)
{
	struct case_record record = read_case(n);

	assert_int_equal(record.state, STATE_ASSIGNED);
	assert_int_equal(record.outcome.len, 0);
	assert_int_equal(record.concluded, 0);
	assert_int_equal(record.closed, 0);
	assert_true(record.due == rig_moment(due) + MS_PER_DAY - 1);
	assert_recount_agrees();
}

static void a_payment_in_time_takes_the_end_back_and_counts(void **state)
{
	uint64_t in_time = rig_request_in(STATE_ASSIGNED);
	uint64_t n;
	struct act late = pay;
	int64_t due;

	(void)state;
	rig_do(in_time, &charge);
	rig_serve(in_time);
	late.on = rig_moment("2026-03-20");
	rig.now = late.on + 10 * MS_PER_HOUR;
	rig_do(in_time, &pay);
	due = read_case(in_time).due;
	rig.now = rig_moment("2026-03-02 10:00");
	n = unpaid();
	rig_do(n, &late);
	/* As if it had been registered on its day. */
	assert_true(read_case(n).due == due);
	expect_open(n, arena_cstr(rig.arena, clock_date(rig.arena, due)));
	assert_int_equal(rig_tally("2026", "other.unpaid.request.person"), 0);
	assert_int_equal(rig_tally("2026", "fee.request.person"), 1400);
}

static void a_correction_in_time_starts_the_clock_on_its_day(void **state)
{
	uint64_t n = lapsed();
	struct act late = supplement;

	(void)state;
	late.on = rig_moment("2026-03-11");
	rig_do(n, &late);
	expect_open(n, "2026-04-09");
	assert_int_equal(rig_tally("2026", "other.lapsed.request.person"), 0);
}

static void the_last_day_counts_and_the_next_does_not(void **state)
{
	uint64_t paid = unpaid();
	struct act late = pay;

	(void)state;
	rig.now += 2 * MS_PER_DAY;
	assert_int_equal(rig_act(paid, &late, NULL), ERR_INVALID);
	late.on = rig_moment("2026-03-31");
	assert_int_equal(rig_act(paid, &late, NULL), ERR_INVALID);
	assert_true(str_eq(read_case(paid).outcome, S("other.unpaid")));
	assert_int_equal(read_case(paid).paid, 0);
	late.on = rig_moment("2026-03-30");
	rig_do(paid, &late);
	assert_int_equal(rig_act(paid, &late, NULL), ERR_NOT_NOW);
}

static void only_its_own_end_is_taken_back_and_not_by_the_applicant(void **state)
{
	uint64_t n = lapsed();
	uint64_t answered = rig_request_in(STATE_CLOSED);
	struct viewer asker = rig_asker(n);
	struct act by_asker = supplement;
	struct act late = pay;

	(void)state;
	by_asker.by = &asker;
	assert_int_equal(rig_act(n, &by_asker, NULL), ERR_NOT_NOW);
	late.on = rig_moment("2026-03-10");
	assert_int_equal(rig_act(n, &late, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(answered, &pay, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(answered, &supplement, NULL), ERR_NOT_NOW);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_payment_in_time_takes_the_end_back_and_counts),
		TEST(a_correction_in_time_starts_the_clock_on_its_day),
		TEST(the_last_day_counts_and_the_next_does_not),
		TEST(only_its_own_end_is_taken_back_and_not_by_the_applicant),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
