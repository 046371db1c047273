/*
 * Requests for information: receipt, correction, consultation, outcome and the clock that they stop
 * (cases/effect_request).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "cases/deadline.h"
#include "upkeep/due_actions.h"
#include "law/outcome.h"
#include "upkeep/recount.h"
#include "privacy/sealed.h"

static const struct act accept_it = { .action = ACTION_ACCEPT, .by = &rig_moderator };
static const struct act confirm = { .action = ACTION_CONFIRM, .by = &rig_moderator };
static const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = { "zjj", 3 } };
static const struct act correct = { .action = ACTION_CORRECT, .by = &rig_clerk, .days = 10,
	.reason = { "请写明年份", sizeof("请写明年份") - 1 } };
static const struct act lapse = { .action = ACTION_LAPSE, .by = &rig_clerk };
static const struct act consult = { .action = ACTION_CONSULT, .by = &rig_clerk, .kind = { "third", 5 },
	.party = { "甲公司", sizeof("甲公司") - 1 },
	.reason = { "请甲公司表示意见", sizeof("请甲公司表示意见") - 1 } };
static const struct act reply = { .action = ACTION_REPLY, .by = &rig_clerk, .result = { "agreed", 6 } };
static const struct act extend = { .action = ACTION_EXTEND, .by = &rig_dispatcher, .days = 20,
	.consenter = { "王主任", sizeof("王主任") - 1 }, .reason = { "需要汇总", sizeof("需要汇总") - 1 } };
static const struct act decide = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = { "deny.secret", 11 },
	.text = { "经审查，该信息属于国家秘密。", sizeof("经审查，该信息属于国家秘密。") - 1 } };
static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

static struct act supplement_by(const struct viewer *viewer)
{
	return (struct act){ .action = ACTION_SUPPLEMENT, .by = viewer,
		.text = S("我要的是 2024 年的方案。") };
}

static int64_t day_end(const char *date)
{
	return rig_moment(date) + MS_PER_DAY - 1;
}

static void expect_due(uint64_t n, const char *date)
{
	struct case_record record = read_case(n);

	if (record.due != day_end(date))
		fail_msg("due %s, not %s", arena_cstr(rig.arena, clock_date(rig.arena, record.due)), date);
	assert_recount_agrees();
}

static void refused(uint64_t n, const struct act *act, enum status expected)
{
	struct case_record after;
	struct str why;

	assert_int_equal(case_act(&rig, n, act, &after, &why), expected);
	assert_true(why.len > 0);
}

static void the_twenty_days_count_from_the_receipt(void **state)
{
	/* The test dates of the rules: start, +20, +40. */
	static const char *const rows[][3] = {
		{ "2020-01-20", "2020-02-25", "2020-03-24" }, { "2020-09-24", "2020-10-28", "2020-11-25" },
		{ "2022-12-28", "2023-01-31", "2023-02-28" }, { "2025-12-25", "2026-01-23", "2026-02-27" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n;

		rig.now = rig_moment(rows[i][0]) + 10 * MS_PER_HOUR;
		n = rig_request_in(STATE_ASSIGNED);
		expect_due(n, rows[i][1]);
		rig_do(n, &extend);
		expect_due(n, rows[i][2]);
		refused(n, &extend, ERR_NOT_NOW);
	}
}

static void nothing_starts_before_the_receipt_is_confirmed(void **state)
{
	uint64_t n = rig_request_in(STATE_PENDING);
	struct act early = confirm;
	struct act late = confirm;
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("scope") };

	(void)state;
	refused(n, &assign, ERR_NOT_NOW);
	/* The law knows no 不予受理: only what is none, or was filed twice, is declined. */
	refused(n, &decline, ERR_INVALID);
	early.on = rig.now - 3 * MS_PER_DAY;
	refused(n, &early, ERR_INVALID);
	rig.now += 4 * MS_PER_DAY;
	late.on = rig.now + MS_PER_DAY;
	refused(n, &late, ERR_INVALID);
	early.on = rig_moment("2026-03-03");
	rig_do(n, &early);
	refused(n, &confirm, ERR_NOT_NOW);
	refused(n, &decline, ERR_NOT_NOW);
	rig_do(n, &accept_it);
	rig_do(n, &assign);
	expect_due(n, "2026-03-31");
}

static void a_correction_stops_the_clock_and_its_coming_starts_it_anew(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct viewer asker = rig_asker(n);
	struct act typed = supplement_by(&asker);
	struct sealed_contact contact;
	struct case_record record;
	struct value *thread;

	(void)state;
	expect_due(n, "2026-03-30");
	rig_do(n, &correct);
	/* Within five days its service is to be recorded. */
	expect_due(n, "2026-03-09");
	rig_serve(n);
	expect_due(n, "2026-03-16");
	rig.now = rig_moment("2026-03-11 09:00");
	typed.text = S("补充身份证号 11010519491231002X，要 2024 年的。");
	rig_do(n, &typed);
	expect_due(n, "2026-04-09");
	refused(n, &correct, ERR_NOT_NOW);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(record.state, STATE_ASSIGNED);
	assert_int_equal(sealed_read(&rig, &record, &contact), OK);
	assert_true(str_eq(contact.addition, typed.text));
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		assert_true(str_search(map_get_str(&m->value, "text"), S("11010519491231002X"), 0) ==
			map_get_str(&m->value, "text").len);
}

static bool stands_in_thread(uint64_t n, struct str words)
{
	struct case_record record;
	struct value *thread;
	bool stands = false;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str text = map_get_str(&m->value, "text");

		stands = stands || str_search(text, words, 0) < text.len;
	}
	return stands;
}

static void words_that_staff_write_down_are_masked_and_each_kept_as_typed(void **state)
{
	uint64_t n = rig_request_in(STATE_CORRECTING);
	struct act added = supplement_by(&rig_clerk);
	struct act explained = { .action = ACTION_EXPLAIN, .by = &rig_clerk,
		.text = S("做研究要用，请打 13812340002。") };
	struct sealed_contact contact;
	struct case_record record;

	(void)state;
	added.text = S("要 2024 年的，请打 13812340001。");
	rig_do(n, &added);
	rig_do(n, &(struct act){ .action = ACTION_JUSTIFY, .by = &rig_clerk,
		.reason = S("一个月申请了三百件") });
	rig_do(n, &explained);
	record = read_case(n);
	assert_int_equal(sealed_read(&rig, &record, &contact), OK);
	assert_true(str_eq(contact.addition, added.text));
	assert_true(str_eq(contact.explanation, explained.text));
	assert_false(stands_in_thread(n, S("13812340001")) || stands_in_thread(n, S("13812340002")));
	assert_true(stands_in_thread(n, S("138****0002")));
}

static void a_draft_that_goes_with_its_department_leaves_nothing_to_the_next(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act draft = decide;
	struct case_record record;

	(void)state;
	draft.outcome = S("other");
	draft.more = S("依据另有规定");
	rig_do(n, &draft);
	assert_true(read_case(n).draft_more.len > 0);
	rig_do(n, &(struct act){ .action = ACTION_REASSIGN, .by = &rig_dispatcher, .dept = S("jtj"),
		.reason = S("属于对方职责") });
	record = read_case(n);
	assert_int_equal(record.draft.len + record.draft_outcome.len + record.draft_more.len, 0);
}

static void a_correction_is_asked_for_within_seven_days_and_brought_after_it_was(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	uint64_t other = rig_request_in(STATE_ACCEPTED);
	struct act by_post = supplement_by(&rig_dispatcher);
	struct act ask = correct;
	char *office = rig_config.office.dept;
	char nowhere[] = "nowhere";

	(void)state;
	rig.now = rig_moment("2026-03-11 23:59");
	ask.by = &rig_dispatcher;
	ask.days = 0;
	refused(other, &ask, ERR_INVALID);
	ask.days = 5;
	/* Before a department is in charge the office of the configuration issues the letter, if there is one. */
	rig_config.office.dept = nowhere;
	refused(other, &ask, ERR_NOT_NOW);
	rig_config.office.dept = office;
	rig_do(other, &ask);
	rig.now = rig_moment("2026-03-12 00:00");
	refused(n, &correct, ERR_NOT_NOW);
	by_post.on = rig_moment("2026-03-10");
	refused(other, &by_post, ERR_INVALID);
	by_post.on = rig_moment("2026-03-13");
	refused(other, &by_post, ERR_INVALID);
	by_post.on = rig_moment("2026-03-11");
	rig_do(other, &by_post);
	/* No department had it: back at the dispatcher's desk, and its clock runs from the correction. */
	assert_int_equal(read_case(other).state, STATE_ACCEPTED);
	rig_do(other, &assign);
	expect_due(other, "2026-04-09");
}

static void who_corrects_nothing_in_time_is_lapsed_by_the_jobs_once(void **state)
{
	uint64_t n = rig_request_in(STATE_CORRECTING);
	struct due_counts done = { 0 };
	struct case_record record;

	(void)state;
	rig.now = day_end("2026-03-16");
	refused(n, &lapse, ERR_NOT_NOW);
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.lapsed, 0);
	rig.now++;
	for (int round = 0; round < 2; round++)
		assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.lapsed, 1);
	record = read_case(n);
	assert_int_equal(record.state, STATE_CLOSED);
	assert_true(str_eq(record.outcome, S("other.lapsed")));
	assert_int_equal(record.concluded, rig.now);
	assert_recount_agrees();
}

static void a_consultation_is_left_out_of_the_clock(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act silent = reply;
	struct due_counts done = { 0 };

	(void)state;
	silent.result = S("silent");
	rig_do(n, &consult);
	expect_due(n, "2026-03-09");
	refused(n, &silent, ERR_INVALID);
	rig_serve(n);
	expect_due(n, "2026-03-23");
	refused(n, &silent, ERR_INVALID);
	rig.now = rig_moment("2026-03-09 10:00");
	rig_do(n, &reply);
	/* Five working days left out. */
	expect_due(n, "2026-04-07");
	assert_int_equal(deadline_paused(&rig, &(struct case_record){ .consults = read_case(n).consults }),
		5);
	rig_do(n, &consult);
	rig_serve(n);
	/* Nobody looked for a month: no more than fifteen days are left out. */
	rig.now = rig_moment("2026-04-20 10:00");
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.lapsed, 1);
	assert_int_equal(read_case(n).state, STATE_ASSIGNED);
	expect_due(n, "2026-04-28");
}

static void an_answer_needs_an_outcome_of_the_table(void **state)
{
	static const char *const wrong[] = { "", "deny", "other.lapsed", "GRANTED", "granted " };
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct viewer link = { .roles = ROLE_LINK, .id = S("link:zjj"), .dept = S("zjj"), .case_n = n };
	struct act by_link = decide;
	struct case_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct act act = decide;

		act.outcome = str_of(wrong[i]);
		refused(n, &act, ERR_INVALID);
	}
	by_link.by = &link;
	refused(n, &by_link, ERR_NOT_NOW);
	rig_do(n, &decide);
	assert_int_equal(read_case(n).outcome.len, 0);
	rig_do(n, &approve);
	record = read_case(n);
	assert_true(str_eq(record.outcome, S("deny.secret")));
	assert_int_equal(record.concluded, record.answered);
	assert_recount_agrees();
}

static void appeals_are_kept_one_a_kind_with_the_latest_result(void **state)
{
	uint64_t n = rig_request_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	struct act again = { .action = ACTION_REOPEN, .by = &asker, .reason = S("不同意") };
	struct act appeal = { .action = ACTION_APPEAL, .by = &rig_supervisor, .kind = S("review"),
		.result = S("pending") };
	struct appeals appeals;
	struct case_record record;

	(void)state;
	refused(n, &again, ERR_NOT_NOW);
	rig_do(n, &appeal);
	appeal.result = S("corrected");
	rig_do(n, &appeal);
	appeal.kind = S("after");
	appeal.result = S("upheld");
	rig_do(n, &appeal);
	appeal.kind = S("elsewhere");
	refused(n, &appeal, ERR_INVALID);
	record = read_case(n);
	appeals_read(&record, &appeals);
	assert_int_equal(appeals.count, 2);
	assert_int_equal(appeals.list[0].kind, APPEAL_REVIEW);
	assert_int_equal(appeals.list[0].result, APPEAL_CORRECTED);
	assert_int_equal(appeals.list[1].result, APPEAL_UPHELD);
	assert_recount_agrees();
}

static void what_is_withdrawn_is_concluded_as_something_else(void **state)
{
	struct case_record record = read_case(rig_request_in(STATE_WITHDRAWN));

	(void)state;
	assert_true(str_eq(record.outcome, S("other")));
	assert_int_equal(record.concluded, rig.now);
	assert_recount_agrees();
}

static void the_clerk_of_another_department_does_none_of_it(void **state)
{
	static const enum action actions[] = { ACTION_CORRECT, ACTION_CONSULT, ACTION_DRAFT };
	uint64_t n = rig_request_in(STATE_ASSIGNED);

	(void)state;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		struct act act = { .action = actions[i], .by = &rig_other_clerk, .reason = S("x"), .days = 5,
			.kind = S("third") };
		struct act by_approver = act;

		assert_int_equal(rig_act(n, &act, NULL), ERR_NOT_FOUND);
		by_approver.by = &rig_approver;
		assert_int_equal(rig_act(n, &by_approver, NULL), ERR_FORBIDDEN);
	}
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_twenty_days_count_from_the_receipt),
		TEST(nothing_starts_before_the_receipt_is_confirmed),
		TEST(a_correction_stops_the_clock_and_its_coming_starts_it_anew),
		TEST(words_that_staff_write_down_are_masked_and_each_kept_as_typed),
		TEST(a_draft_that_goes_with_its_department_leaves_nothing_to_the_next),
		TEST(a_correction_is_asked_for_within_seven_days_and_brought_after_it_was),
		TEST(who_corrects_nothing_in_time_is_lapsed_by_the_jobs_once),
		TEST(a_consultation_is_left_out_of_the_clock),
		TEST(an_answer_needs_an_outcome_of_the_table),
		TEST(appeals_are_kept_one_a_kind_with_the_latest_result),
		TEST(what_is_withdrawn_is_concluded_as_something_else),
		TEST(the_clerk_of_another_department_does_none_of_it),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
