/* Requests for information in the lifecycle's table, in the tallies and in the table of outcomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "upkeep/due_actions.h"
#include "law/outcome.h"
#include "upkeep/recount.h"
#include "tally_rig.h"

static const struct act decide = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = { "deny.secret", 11 },
	.text = { "经审查，该信息属于国家秘密。", sizeof("经审查，该信息属于国家秘密。") - 1 } };
static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

static void what_this_program_never_wrote_reads_as_nobody_asked_and_nothing_appealed(void **state)
{
	static const struct {
		const char *text;
		size_t consults;
		size_t appeals;
	} rows[] = {
		{ "", 0, 0 },
		{ "third:1:2", 1, 0 },
		{ "third:1:0,coauthor:5:9", 2, 0 },
		{ "third", 0, 0 },
		{ "third:1", 0, 0 },
		{ "third:x:2", 0, 0 },
		{ "third:1:2:3", 0, 0 },
		{ "nobody:1:2", 0, 0 },
		{ ",,:::", 0, 0 },
		{ "third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1",
			CONSULTS_MOST, 0 },
		{ "review:upheld:5", 0, 1 },
		{ "review:upheld:5,after:pending:6", 0, 2 },
		{ "review:upheld:5:3", 0, 1 },
		{ "review:upheld:5:x", 0, 0 },
		{ "review:upheld", 0, 0 },
		{ "review:won:5", 0, 0 },
		{ "review:upheld:x", 0, 0 },
		{ "review:upheld:1,direct:upheld:1,after:upheld:1,review:other:1", 0, APPEAL_KINDS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record = { .consults = str_of(rows[i].text),
			.appeals = str_of(rows[i].text) };
		struct case_record again = { 0 };
		struct consults consults;
		struct appeals appeals;
		struct appeals written;

		consults_read(&record, &consults);
		appeals_read(&record, &appeals);
		if (consults.count != rows[i].consults || appeals.count != rows[i].appeals)
			fail_msg("%s gives %zu and %zu", rows[i].text, consults.count, appeals.count);
		consults_write(rig.arena, &consults, &again);
		for (size_t k = 0; k < appeals.count; k++)
			appeals_put(rig.arena, &appeals.list[k], &again);
		assert_true(str_eq(again.consults,
			consults.count > 0 ? str_sub(record.consults, 0, again.consults.len) : S("")));
		appeals_read(&again, &written);
		assert_int_equal(written.count, appeals.count);
		for (size_t k = 0; k < appeals.count; k++) {
			assert_int_equal(written.list[k].kind, appeals.list[k].kind);
			assert_int_equal(written.list[k].result, appeals.list[k].result);
			assert_int_equal(written.list[k].at, appeals.list[k].at);
			assert_int_equal(written.list[k].since, appeals.list[k].at);
		}
	}
}

/*
 * Table 三: received this year and carried over from the last is what was concluded and what is carried over
 * to the next.
 */
static void each_years_requests_are_counted_by_applicant_and_outcome(void **state)
{
	struct act withdraw = { .action = ACTION_WITHDRAW, .by = &rig_supervisor };
	struct viewer asker;
	uint64_t carried;

	(void)state;
	rig.now = rig_moment("2025-12-29 10:00");
	rig_request_in(STATE_PENDING);
	rig_request_in(STATE_DECLINED);
	rig_request_in(STATE_ANSWERED);
	carried = rig_request_in(STATE_ASSIGNED);
	asker = rig_asker(rig_request_in(STATE_ACCEPTED));
	rig.now = rig_moment("2026-01-05 10:00");
	rig_do(carried, &decide);
	rig_do(carried, &approve);
	withdraw.by = &asker;
	rig_do(asker.case_n, &withdraw);
	rig_request_in(STATE_CONSULTING);
	/* What was never received counts nowhere; of the first year's three two were carried over. */
	assert_int_equal(rig_tally("2025", "asked.request.person"), 3);
	assert_int_equal(rig_tally("2025", "granted.request.person"), 1);
	assert_int_equal(rig_tally("2026", "asked.request.person"), 1);
	assert_int_equal(rig_tally("2026", "deny.secret.request.person"), 1);
	assert_int_equal(rig_tally("2026", "other.request.person"), 1);
	assert_int_equal(rig_tally("all", "asked.request.person"), 4);
	assert_recount_agrees();
}

/* Rows that the table allows and a rule beside it refuses: told apart in the tests above. */
static bool refused_by_rule(enum action action, enum state from)
{
	return action == ACTION_PUBLISH || action == ACTION_UNPUBLISH ||
		action == ACTION_WITHDRAW_CONSENT ||
		(action == ACTION_CONFIRM && from == STATE_ACCEPTED) ||
		(action == ACTION_EXPLAIN && from == STATE_DRAFTED) ||
		(action == ACTION_DECLINE && from == STATE_ACCEPTED) ||
		((action == ACTION_PAY || action == ACTION_SUPPLEMENT) && from == STATE_CLOSED) ||
		(action == ACTION_ASSIGN && from == STATE_PENDING) || (action == ACTION_RELEASE);
}

/* What the actions on letters need: a letter, a fee above nothing, reasons asked for and given. */
static void prepare_letters(enum action action, uint64_t n, struct act *act)
{
	act->party = S("云川建筑公司");
	act->letter = rig_last_letter(n);
	act->way = action == ACTION_SERVE ? S("person") : S("");
	if (action == ACTION_CHARGE) {
		act->kind = S("items");
		act->earlier = 10;
		act->count = 5;
	}
	if (action == ACTION_DEFER)
		act->due = rig.now + 100 * MS_PER_DAY;
	if (action == ACTION_EXPLAIN || action == ACTION_DEFER)
		rig_act(n, &(struct act){ .action = ACTION_JUSTIFY, .by = &rig_clerk,
			.reason = S("一个月申请了三百件") }, NULL);
	if (action == ACTION_DEFER)
		rig_act(n, &(struct act){ .action = ACTION_EXPLAIN, .by = &rig_clerk,
			.text = S("做研究要用") }, NULL);
}

static enum status try_row(enum action action, enum state from, struct case_record *after)
{
	static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };
	const struct viewer *staff[] = { &rig_moderator, &rig_dispatcher, &rig_clerk, &rig_approver,
		&rig_supervisor, &jobs };
	uint64_t n = rig_request_in(from);
	struct viewer asker = rig_asker(n);
	struct act act = { .action = action, .by = &asker, .reason = S("ads"), .dept = S("zjj"), .days = 2,
		.rating = 4,
		.text = S("现将有关情况答复如下，请查收。"), .outcome = S("granted"),
		.consenter = S("王主任"), .kind = S("third"),
		.result = S("agreed"), .note = S("请核实"), .to = S("zjj2") };

	for (size_t i = sizeof(staff) / sizeof(staff[0]); i-- > 0;)
		if ((lifecycle_row(action)->by & staff[i]->roles) != 0)
			act.by = staff[i];
	if (action == ACTION_GIVE)
		rig_colleague();
	if (action == ACTION_REFUSE_EXTENSION)
		rig_act(n, &(struct act){ .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 2,
			.reason = S("要调档案") }, NULL);
	prepare_letters(action, n, &act);
	if (action == ACTION_ASSIST || action == ACTION_OPINION || action == ACTION_REASSIGN)
		act.dept = S("jtj");
	if (action == ACTION_OPINION)
		rig_act(n, &(struct act){ .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = S("jtj"),
			.reason = S("请核实") }, NULL);
	if (action == ACTION_OPINION)
		act.by = &rig_other_clerk;
	if (action == ACTION_APPEAL) {
		act.kind = S("review");
		act.result = S("upheld");
	}
	/* Long enough for what the jobs do, for these alone. */
	if (action == ACTION_LAPSE || action == ACTION_UNPAID || action == ACTION_REMIND ||
		action == ACTION_SUPERVISE)
		rig.now += 100 * MS_PER_DAY;
	return rig_act(n, &act, after);
}

static void every_row_works_for_requests_from_its_states_and_from_no_other(void **state)
{
	int64_t start = rig.now;

	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
		for (enum state from = STATE_PENDING; from < STATE_COUNT; from++) {
			const struct lifecycle_row *row = lifecycle_row(action);
			bool allowed = (row->channels & CHANNEL_BIT(CHANNEL_REQUEST)) != 0 &&
				(row->from & STATE_BIT(from)) != 0;
			struct case_record after;
			enum status status;

			if (from == STATE_MERGED || (allowed && refused_by_rule(action, from)))
				continue;
			status = try_row(action, from, &after);
			rig.now = start;
			if ((status == OK) != allowed)
				fail_msg("%s from %s: %d", action_name(action), state_name(from),
					(int)status);
			assert_int_equal(after.state, allowed && row->to != STATE_NONE ? row->to : from);
		}
	assert_recount_agrees();
}

static void every_outcome_has_its_words_and_its_code_is_found(void **state)
{
	(void)state;
	assert_int_equal(outcomes_count, 23);
	for (size_t i = 0; i < outcomes_count; i++) {
		assert_ptr_equal(outcome_find(str_of(outcomes[i].code)), &outcomes[i]);
		assert_true(strlen(outcomes[i].decision) > 0);
		/* What another decision rests on is typed. */
		assert_true((strlen(outcomes[i].basis) > 0) == (strcmp(outcomes[i].code, "other") != 0));
	}
	assert_null(outcome_find(S("deny")));
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_this_program_never_wrote_reads_as_nobody_asked_and_nothing_appealed),
		TEST(each_years_requests_are_counted_by_applicant_and_outcome),
		TEST(every_row_works_for_requests_from_its_states_and_from_no_other),
		TEST(every_outcome_has_its_words_and_its_code_is_found),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
