/* Which letters a request gets, and what stands against one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/letter.h"
#include "upkeep/recount_due.h"

#define TEXT(s) { s, sizeof(s) - 1 }

static const struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = TEXT("granted"),
	.text = TEXT("经查，该信息可以公开，详见附件。") };
static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

static size_t letters_of(uint64_t n, enum letter kind)
{
	struct case_record record = read_case(n);
	struct letters letters;
	size_t count = 0;

	letters_read(&record, &letters);
	for (size_t i = 0; i < letters.count; i++)
		count += letters.list[i].kind == kind;
	return count;
}

/* 条例 article 32: a third party is told when what it objected to is disclosed all the same. */
static void who_was_asked_is_told_only_when_an_objection_is_not_followed(void **state)
{
	static const struct {
		const char *kind;
		const char *result;
		const char *outcome;
		size_t told;
	} rows[] = {
		{ "third", "objected", "granted", 1 },
		{ "third", "objected", "deny.third_party", 0 },
		{ "third", "agreed", "granted", 0 },
		{ "coauthor", "objected", "granted", 0 },
		{ "office", "objected", "granted", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n = rig_request_in(STATE_ASSIGNED);
		struct act decide = draft;

		decide.outcome = str_of(rows[i].outcome);
		decide.told = rows[i].told > 0 ? S("公开补偿标准；公开不会损害你单位的合法权益。") : S("");
		rig_do(n, &(struct act){ .action = ACTION_CONSULT, .by = &rig_clerk,
			.kind = str_of(rows[i].kind), .party = S("甲公司"), .reason = S("请表示意见") });
		rig_do(n, &(struct act){ .action = ACTION_REPLY, .by = &rig_clerk,
			.result = str_of(rows[i].result) });
		rig_do(n, &decide);
		rig_do(n, &approve);
		assert_int_equal(letters_of(n, LETTER_TOLD), rows[i].told);
		assert_int_equal(letters_of(n, LETTER_ANSWER), 1);
	}
}

/* The applicant reads the answer on the page at once; the third party's letter must still be sent. */
static void a_letter_to_a_third_party_stays_on_the_desk_until_it_was_sent(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct case_record record;
	struct letters letters;
	struct act decide = draft;
	struct act serve = { .action = ACTION_SERVE, .by = &rig_clerk, .way = S("person") };

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_CONSULT, .by = &rig_clerk, .kind = S("third"),
		.party = S("甲公司"), .reason = S("请表示意见") });
	rig_do(n, &(struct act){ .action = ACTION_REPLY, .by = &rig_clerk, .result = S("objected") });
	/* What it is told, it must be told in words meant for it. */
	assert_int_equal(rig_act(n, &decide, NULL), ERR_INVALID);
	decide.told = S("公开补偿标准；公开不会损害你单位的合法权益。");
	rig_do(n, &decide);
	rig_do(n, &approve);
	record = read_case(n);
	assert_true(letter_answer_served(&record) != 0);
	assert_string_equal(arena_cstr(rig.arena, derive_desk(rig.arena, &record)), "dept:zjj");
	assert_true(record.due > rig.now);
	letters_read(&record, &letters);
	serve.letter = letters_last(&letters, LETTER_TOLD)->id;
	rig_do(n, &serve);
	record = read_case(n);
	assert_int_equal(derive_desk(rig.arena, &record).len, 0);
	assert_recount_agrees();
}

static void a_request_gets_one_receipt_however_it_goes_on(void **state)
{
	(void)state;
	assert_int_equal(letters_of(rig_request_in(STATE_PENDING), LETTER_RECEIPT), 0);
	assert_int_equal(letters_of(rig_request_in(STATE_ACCEPTED), LETTER_RECEIPT), 1);
	assert_int_equal(letters_of(rig_request_in(STATE_ANSWERED), LETTER_RECEIPT), 1);
}

static void a_request_has_only_so_many_letters(void **state)
{
	uint64_t n = rig_request_in(STATE_ANSWERED);
	struct act revise = draft;

	(void)state;
	revise.action = ACTION_REVISE;
	revise.reason = S("漏写了依据");
	/* The receipt is one of them. */
	while (letters_of(n, LETTER_ANSWER) < LETTERS_MOST - 1) {
		rig_do(n, &revise);
		rig_do(n, &approve);
	}
	/* Told before anybody writes or signs one more. */
	assert_int_equal(rig_act(n, &revise, NULL), ERR_NOT_NOW);
	assert_int_equal(read_case(n).state, STATE_ANSWERED);
	assert_int_equal(letters_of(n, LETTER_ANSWER), LETTERS_MOST - 1);
	assert_int_equal(read_case(n).answers, LETTERS_MOST - 1);
}

static void history_that_is_replayed_issues_no_letter(void **state)
{
	static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	size_t before = read_case(n).letters.len;
	struct act steps[] = { draft, approve };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		steps[i].by = &operator;
		steps[i].at = rig.now;
		rig_do(n, &steps[i]);
	}
	assert_int_equal(read_case(n).letters.len, before);
	/* Then the day it was published is the day it counts. */
	assert_true(letter_answer_served(&(struct case_record){ .answered = 7 }) == 7);
}

static void a_day_that_was_fixed_is_not_extended(void **state)
{
	uint64_t n = rig_request_in(STATE_ACCEPTED);
	const struct act extend = { .action = ACTION_EXTEND, .by = &rig_dispatcher, .days = 5,
		.consenter = S("王主任"), .reason = S("需要汇总") };
	const struct act ask = { .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 5,
		.reason = S("需要汇总") };

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"),
		.due = rig.now + 3 * MS_PER_DAY });
	assert_int_equal(rig_act(n, &extend, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &ask, NULL), ERR_NOT_NOW);
}

/* Asked on the last day, it is decided on that day. */
static void an_extension_is_decided_before_the_time_is_over(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	int64_t due = read_case(n).due;

	(void)state;
	rig.now = due - MS_PER_HOUR;
	rig_do(n, &(struct act){ .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 5,
		.reason = S("需要汇总") });
	assert_true(read_case(n).asked_due == due);
}

static void the_day_to_decide_on_an_extension_follows_a_changed_rule(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct recount moved = { 0 };

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 5,
		.reason = S("需要汇总") });
	rig_config.cases.dispatch_days++;
	assert_int_equal(recount_due(&rig, &moved), OK);
	rig_config.cases.dispatch_days--;
	assert_int_equal(moved.wrong, 1);
	assert_true(read_case(n).asked_due == rig_moment("2026-03-05 00:00") - 1);
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_was_asked_is_told_only_when_an_objection_is_not_followed),
		TEST(a_letter_to_a_third_party_stays_on_the_desk_until_it_was_sent),
		TEST(a_request_gets_one_receipt_however_it_goes_on),
		TEST(a_request_has_only_so_many_letters),
		TEST(history_that_is_replayed_issues_no_letter),
		TEST(a_day_that_was_fixed_is_not_extended),
		TEST(an_extension_is_decided_before_the_time_is_over),
		TEST(the_day_to_decide_on_an_extension_follows_a_changed_rule),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
