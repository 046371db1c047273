/* Departments that help another with its case: cases/effect_assist and model/assist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/assist.h"
#include "model/department.h"
#include "lists/queue.h"
#include "upkeep/recount_due.h"

static const struct act ask_jtj = { .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = { "jtj", 3 },
	.reason = { "请核实路权归属", sizeof("请核实路权归属") - 1 } };
static const struct act give = { .action = ACTION_OPINION, .by = &rig_other_clerk,
	.text = { "这段路由我局养护。", sizeof("这段路由我局养护。") - 1 } };
static const struct act release_jtj = { .action = ACTION_RELEASE, .by = &rig_dispatcher,
	.dept = { "jtj", 3 } };

/* The due time by which the case waits in that department's queue, or 0. */
static int64_t waits_at(const struct viewer *clerk, uint64_t n)
{
	struct queue_ask ask = { .desk = arena_join(rig.arena, S("dept:"), clerk->dept), .viewer = clerk,
		.limit = 50 };
	struct queue_page page;

	assert_int_equal(queue_read(&rig, &ask, &page), OK);
	for (size_t i = 0; i < page.count; i++)
		if (page.rows[i].record.n == n)
			return page.rows[i].due;
	return 0;
}

static int64_t day_end(const char *date)
{
	int64_t start;

	assert_true(clock_parse(str_of(date), &start));
	return start + MS_PER_DAY - 1;
}

static void what_is_written_is_read_again_and_nonsense_is_nobody(void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = {
		{ "", 0 },
		{ "jtj:1:2", 1 },
		{ "jtj:1:0,hbj:5:9", 2 },
		{ "jtj", 0 },
		{ "jtj:1", 0 },
		{ ":1:2", 0 },
		{ "jtj:x:2", 0 },
		{ "jtj:1:2:3", 0 },
		{ "jtj:1:x,hbj:1:2", 1 },
		{ ",,", 0 },
		{ "a:1:1,b:1:1,c:1:1,d:1:1,e:1:1,f:1:1", ASSISTS_MOST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record = { .assists = str_of(rows[i].text) };
		struct case_record again = { 0 };
		struct assists assists;
		struct assists second;

		assists_read(&record, &assists);
		if (assists.count != rows[i].count)
			fail_msg("%s gives %zu", rows[i].text, assists.count);
		assists_write(rig.arena, &assists, &again);
		assists_read(&again, &second);
		assert_int_equal(second.count, assists.count);
		for (size_t k = 0; k < second.count; k++) {
			assert_true(str_eq(second.list[k].dept, assists.list[k].dept));
			assert_int_equal(second.list[k].due, assists.list[k].due);
		}
	}
}

static void a_department_that_is_asked_finds_the_case_till_it_gave_its_opinion(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t lead_due = waits_at(&rig_clerk, n);
	struct value *thread;
	struct case_record record;

	(void)state;
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	/* Asked on Monday 2 March with two working days. */
	assert_int_equal(waits_at(&rig_other_clerk, n), day_end("2026-03-04 00:00"));
	assert_int_equal(waits_at(&rig_clerk, n), lead_due);
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &give, NULL), OK);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(waits_at(&rig_clerk, n), lead_due);
	assert_recount_agrees();
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_true(str_eq(map_get_str(&thread->last->value, "kind"), S("opinion")));
	assert_true(str_eq(map_get_str(&thread->last->value, "dept"), S("jtj")));
	assert_true(str_eq(map_get_str(&thread->last->value, "text"), give.text));
	assert_true(case_visible(&record, &rig_other_clerk));
	/* Asked again, it owes again. */
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_not_equal(waits_at(&rig_other_clerk, n), 0);
	assert_recount_agrees();
}

static void an_assisting_clerk_gives_an_opinion_may_remark_and_does_nothing_else(void **state)
{
	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
		for (int drafted = 0; drafted < 2; drafted++) {
			uint64_t n = rig_letter_in(drafted ? STATE_DRAFTED : STATE_ASSIGNED, false);
			struct act act = { .action = action, .by = &rig_other_clerk, .reason = S("scope"),
				.dept = S("jtj"),
				.note = S("请联系我。"),
				.text = S("您好，现将有关情况答复如下。"), .days = 2, .rating = 4,
				.into = 1 };

			assert_int_equal(rig_act(n, &act, NULL), ERR_NOT_FOUND);
			assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
			assert_int_equal(rig_act(n, &act, NULL),
				action == ACTION_OPINION || action == ACTION_REMARK ? OK : ERR_FORBIDDEN);
		}
}

static void the_department_in_charge_gives_no_opinion_on_its_own_case(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act own = { .action = ACTION_OPINION, .by = &rig_clerk, .text = S("我们自己来说说。") };
	struct act self = ask_jtj;

	(void)state;
	assert_int_equal(rig_act(n, &own, NULL), ERR_FORBIDDEN);
	self.dept = S("zjj");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	self.dept = S("nowhere");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	self = ask_jtj;
	self.reason = S("");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	assert_int_equal(read_case(n).assists.len, 0);
}

static void five_departments_help_and_a_sixth_is_refused(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act act = ask_jtj;

	(void)state;
	for (int i = 0; i < ASSISTS_MOST + 1; i++) {
		struct dept dept = { .id = arena_printf(rig.arena, "d%d", i), .name = S("某局") };

		assert_int_equal(dept_add(&rig, &dept, S("operator")), OK);
		act.dept = dept.id;
		assert_int_equal(rig_act(n, &act, NULL), i < ASSISTS_MOST ? OK : ERR_INVALID);
	}
	act.dept = S("d2");
	assert_int_equal(rig_act(n, &act, NULL), OK);
	act.action = ACTION_RELEASE;
	assert_int_equal(rig_act(n, &act, NULL), OK);
	assert_int_equal(rig_act(n, &act, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_recount_agrees();
}

static void a_released_department_no_longer_sees_the_case(void **state)
{
	uint64_t n = rig_letter_in(STATE_ASSIGNED, false);
	struct case_record record;

	(void)state;
	assert_int_equal(rig_act(n, &release_jtj, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	record = read_case(n);
	assert_true(case_visible(&record, &rig_other_clerk));
	assert_int_equal(rig_act(n, &release_jtj, NULL), OK);
	record = read_case(n);
	assert_false(case_visible(&record, &rig_other_clerk));
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &give, NULL), ERR_NOT_FOUND);
	assert_recount_agrees();
}

static void nobody_waits_for_an_opinion_once_the_case_is_answered_and_help_ends_with_the_assignment(
	void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	struct act reopen = { .action = ACTION_REOPEN, .by = &rig_supervisor, .reason = S("没有解决") };
	struct act back = { .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不属于我局职责") };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_not_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_true(assisting(&(struct case_record){ .assists = read_case(n).assists }, S("jtj")));
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &reopen, NULL), OK);
	assert_int_equal(read_case(n).assists.len, 0);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &back, NULL), OK);
	assert_int_equal(read_case(n).assists.len, 0);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_recount_agrees();
}

/* Whoever writes the answer meanwhile must not lose it to a colleague's opinion. */
static void an_opinion_does_not_make_the_answers_writer_lose_a_race(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t version = read_case(n).version;
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .version = version,
		.text = S("您好，现将有关情况答复如下。") };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &give, NULL), OK);
	assert_int_equal(rig_act(n, &release_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
}

static void a_changed_rule_moves_when_opinions_are_due(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct recount moved = { 0 };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	rig_config.cases.opinion_days = 3;
	assert_int_equal(recount_due(&rig, &moved), OK);
	rig_config.cases.opinion_days = 2;
	assert_int_equal(moved.wrong, 1);
	assert_int_equal(waits_at(&rig_other_clerk, n), day_end("2026-03-05 00:00"));
	assert_recount_agrees();
}


#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read_again_and_nonsense_is_nobody),
		TEST(a_department_that_is_asked_finds_the_case_till_it_gave_its_opinion),
		TEST(an_assisting_clerk_gives_an_opinion_may_remark_and_does_nothing_else),
		TEST(the_department_in_charge_gives_no_opinion_on_its_own_case),
		TEST(five_departments_help_and_a_sixth_is_refused),
		TEST(a_released_department_no_longer_sees_the_case),
		TEST(nobody_waits_for_an_opinion_once_the_case_is_answered_and_help_ends_with_the_assignment),
		TEST(an_opinion_does_not_make_the_answers_writer_lose_a_race),
		TEST(a_changed_rule_moves_when_opinions_are_due),
	};

	return cmocka_run_group_tests_name("departments", tests, rig_start, rig_stop);
}
