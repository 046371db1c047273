/* A case goes from one department to another, or back to the dispatcher, and asks for more time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "drafts/lease.h"
#include "model/assist.h"
#include "model/derive.h"
#include "request_rig.h"
#include "store/keys.h"
#include "upkeep/recount.h"
#include "tally_rig.h"

#define TEXT(s) { s, sizeof(s) - 1 }

static const struct act reassign = { .action = ACTION_REASSIGN, .by = &rig_dispatcher, .dept = { "jtj", 3 },
	.reason = TEXT("这段路归交通部门养护") };
static const struct act recall = { .action = ACTION_RECALL, .by = &rig_dispatcher,
	.reason = TEXT("先核实路权") };
static const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = { "zjj", 3 } };
static const struct act ask = { .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 5,
	.reason = TEXT("要等配件") };
static const struct act refuse = { .action = ACTION_REFUSE_EXTENSION, .by = &rig_dispatcher,
	.reason = TEXT("这件事不复杂") };
static const struct act extend = { .action = ACTION_EXTEND, .by = &rig_dispatcher, .days = 5,
	.reason = TEXT("要等配件") };

static struct value *last_of(uint64_t n, const char *kind)
{
	struct case_record record;
	struct value *thread;
	struct value *last = NULL;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), str_of(kind)))
			last = &m->value;
	return last;
}

static int64_t queued(const char *desk)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_queue(rig.store, rig.arena, str_of(desk)));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static void a_reassigned_case_starts_anew_at_the_other_department(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct case_record before = read_case(n);
	struct case_record after;
	struct str holder;
	int64_t until;

	(void)state;
	assert_int_equal(lease_take(&rig, n, &rig_clerk, &holder, &until), OK);
	assert_true(clock_parse(S("2026-03-04 10:00"), &rig.now));
	assert_int_equal(rig_act(n, &reassign, &after), OK);
	assert_int_equal(after.state, STATE_ASSIGNED);
	assert_string_equal(arena_cstr(rig.arena, after.dept), "jtj");
	assert_int_equal(after.assignment, before.assignment + 1);
	assert_int_equal(after.led, before.led);
	assert_true(after.due > before.due);
	assert_int_equal(after.draft.len + after.draft_by.len, 0);
	assert_true(str_eq(map_get_str(last_of(n, "draft"), "text"), before.draft));
	assert_int_equal(lease_look(&rig, n, &holder, &until), OK);
	assert_int_equal(holder.len, 0);
	assert_int_equal(queued("dept:zjj") + queued("approve"), 0);
	assert_int_equal(queued("dept:jtj"), 1);
	/* No second lead, and no return of the department's. */
	assert_int_equal(rig_tally("2026", "lead.topic.help"), 1);
	assert_int_equal(rig_tally("2026", "lead@zjj.topic"), 0);
	assert_int_equal(rig_tally("2026", "lead@jtj.topic"), 1);
	assert_int_equal(after.returns, 0);
	assert_recount_agrees();
}

static void what_stands_against_a_reassignment(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act same = reassign;
	struct act past = reassign;
	struct act stale = reassign;
	struct case_record after;

	(void)state;
	same.dept = S("zjj");
	past.due = rig.now - 1;
	stale.version = read_case(n).version;
	assert_int_equal(rig_act(n, &same, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &past, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &recall, NULL), OK);
	assert_int_equal(rig_act(n, &stale, &after), ERR_CONFLICT);
	assert_string_equal(arena_cstr(rig.arena, after.last_action), "recall");
	assert_int_equal(rig_act(n, &reassign, NULL), ERR_NOT_NOW);
}

static void a_revision_is_neither_reassigned_nor_recalled(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct act revise = { .action = ACTION_REVISE, .by = &rig_clerk, .reason = S("补充说明"),
		.text = S("您好，路灯已经修好，今天再次检查过。") };

	(void)state;
	assert_int_equal(rig_act(n, &revise, NULL), OK);
	assert_int_equal(rig_act(n, &reassign, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &recall, NULL), ERR_NOT_NOW);
}

static void an_assisting_department_that_takes_charge_no_longer_assists(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act help = { .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = S("jtj"),
		.reason = S("请核实路权") };
	struct case_record after;

	(void)state;
	assert_int_equal(rig_act(n, &help, NULL), OK);
	assert_int_equal(rig_act(n, &reassign, &after), OK);
	assert_int_equal(after.assists.len, 0);
	assert_recount_agrees();
}

static void a_recalled_case_is_dispatched_again_and_who_was_late_stays_so(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct case_record after;

	(void)state;
	assert_true(clock_parse(S("2026-03-30 10:00"), &rig.now));
	assert_int_equal(rig_act(n, &recall, &after), OK);
	assert_int_equal(after.state, STATE_ACCEPTED);
	assert_int_equal(after.dept.len, 0);
	assert_int_equal(after.returns, 0);
	assert_true(map_get_bool(last_of(n, "event"), "late"));
	assert_true(str_eq(map_get_str(last_of(n, "event"), "left"), S("zjj")));
	assert_int_equal(queued("dispatch"), 1);
	assert_int_equal(rig_act(n, &assign, NULL), OK);
	assert_true(map_get_bool(last_of(n, "event"), "again"));
	assert_recount_agrees();
}

static void a_rejected_answer_counts_no_more_and_its_rating_for_whoever_gave_it(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	struct act bad = { .action = ACTION_RATE, .by = &asker, .rating = 1 };
	struct act reopen = { .action = ACTION_REOPEN, .by = &rig_supervisor, .reason = S("没有修好") };

	(void)state;
	assert_int_equal(rig_act(n, &bad, NULL), OK);
	assert_int_equal(rig_act(n, &reopen, NULL), OK);
	rig.now += 1000;
	assert_int_equal(rig_act(n, &reassign, NULL), OK);
	assert_int_equal(rig_tally("2026", "done@zjj.topic"), 0);
	assert_int_equal(rig_tally("2026", "done@jtj.topic"), 0);
	assert_int_equal(rig_tally("2026", "rate1@zjj.topic"), 1);
	assert_int_equal(rig_tally("2026", "rate1@jtj.topic"), 0);
	assert_recount_agrees();
}

static void the_clock_of_a_request_never_starts_anew(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct case_record before = read_case(n);
	struct act dated = reassign;
	struct case_record after;

	(void)state;
	dated.due = before.due + 90 * MS_PER_DAY;
	rig.now += 3 * MS_PER_DAY;
	assert_int_equal(rig_act(n, &dated, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &reassign, &after), OK);
	assert_int_equal(after.due, before.due);
	assert_int_equal(after.clock, before.clock);
}

static void an_extension_is_asked_for_once_at_a_time_and_granted(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct case_record before = read_case(n);
	struct act long_one = ask;
	struct case_record after;

	(void)state;
	long_one.days = 60;
	assert_int_equal(rig_act(n, &long_one, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &ask, &after), OK);
	/* Nobody who is writing meanwhile loses a race to it, and the time limit is as it was. */
	assert_int_equal(after.version, before.version);
	assert_int_equal(after.due, before.due);
	assert_int_equal(queued("extension"), 1);
	assert_int_equal(rig_act(n, &ask, NULL), ERR_NOT_NOW);
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &extend, &after), OK);
	assert_true(after.due > before.due);
	assert_int_equal(queued("extension"), 0);
	assert_int_equal(rig_act(n, &ask, NULL), ERR_NOT_NOW);
	assert_recount_agrees();
}

static void an_extension_is_refused_and_may_be_asked_for_again(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act stale = extend;

	(void)state;
	assert_int_equal(rig_act(n, &refuse, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &ask, NULL), OK);
	stale.version = read_case(n).version;
	assert_int_equal(rig_act(n, &refuse, NULL), OK);
	assert_int_equal(queued("extension"), 0);
	/* A second dispatcher who meant to grant it learns of it. */
	assert_int_equal(rig_act(n, &stale, NULL), ERR_CONFLICT);
	assert_int_equal(rig_act(n, &refuse, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &ask, NULL), OK);
}

static void what_was_asked_ends_with_the_draft_or_the_department(void **state)
{
	static const struct act *const ends[] = { &reassign, &recall };
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您的反映。") };
	uint64_t n;

	(void)state;
	for (size_t i = 0; i <= sizeof(ends) / sizeof(ends[0]); i++) {
		n = rig_case_in(STATE_ASSIGNED);
		assert_int_equal(rig_act(n, &ask, NULL), OK);
		assert_int_equal(rig_act(n, i == 0 ? &draft : ends[i - 1], NULL), OK);
		assert_int_equal(queued("extension"), 0);
		assert_int_equal(read_case(n).asked_days, 0);
	}
	assert_recount_agrees();
}

/* Its applicant was told the day. */
static void the_day_of_a_deferred_answer_stays_wherever_the_request_goes(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct viewer asker = rig_asker(n);
	int64_t day = rig_moment("2026-06-30 23:59");
	struct act other = assign;
	struct act dated = assign;

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_JUSTIFY, .by = &rig_clerk,
		.reason = S("一年内申请了300件") });
	rig_do(n, &(struct act){ .action = ACTION_EXPLAIN, .by = &asker, .text = S("每件都与拆迁有关") });
	rig_do(n, &(struct act){ .action = ACTION_DEFER, .by = &rig_dispatcher, .due = day,
		.reason = S("数量大，需要逐件核对") });
	rig_do(n, &recall);
	other.dept = S("jtj");
	rig_do(n, &other);
	assert_true(read_case(n).due == day);
	rig_do(n, &recall);
	dated.due = day + MS_PER_DAY;
	assert_int_equal(rig_act(n, &dated, NULL), ERR_INVALID);
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reassigned_case_starts_anew_at_the_other_department),
		TEST(what_stands_against_a_reassignment),
		TEST(a_revision_is_neither_reassigned_nor_recalled),
		TEST(an_assisting_department_that_takes_charge_no_longer_assists),
		TEST(a_recalled_case_is_dispatched_again_and_who_was_late_stays_so),
		TEST(a_rejected_answer_counts_no_more_and_its_rating_for_whoever_gave_it),
		TEST(the_clock_of_a_request_never_starts_anew),
		TEST(an_extension_is_asked_for_once_at_a_time_and_granted),
		TEST(an_extension_is_refused_and_may_be_asked_for_again),
		TEST(what_was_asked_ends_with_the_draft_or_the_department),
		TEST(the_day_of_a_deferred_answer_stays_wherever_the_request_goes),
	};

	return cmocka_run_group_tests_name("transfer", tests, rig_start, rig_stop);
}
