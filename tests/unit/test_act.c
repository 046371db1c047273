/* Who may do what to a case, row by row of the lifecycle's table, and who loses a race (cases/act). */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "drafts/lease.h"
#include "model/derive.h"
#include "upkeep/due_actions.h"
#include "upkeep/recount.h"

static void each_state_is_reached_by_the_normal_steps(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++)
		assert_int_equal(read_case(rig_case_in(s)).state, s);
	assert_recount_agrees();
}

static void a_stale_version_loses_and_learns_who_was_first(void **state)
{
	uint64_t n = rig_case_in(STATE_PENDING);
	struct act accept = { .action = ACTION_ACCEPT, .by = &rig_moderator, .version = 1 };
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator, .version = 1,
		.reason = S("scope") };
	struct case_record after;
	struct str why;

	(void)state;
	assert_int_equal(rig_act(n, &accept, &after), OK);
	assert_int_equal(case_act(&rig, n, &decline, &after, &why), ERR_CONFLICT);
	assert_true(str_search(why, S("mod1"), 0) < why.len);
	assert_int_equal(after.state, STATE_ACCEPTED);
}

static void nobody_approves_an_own_draft(void **state)
{
	struct viewer both = { .roles = ROLE_CLERK | ROLE_APPROVER, .id = S("zjj1"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct act approve = { .action = ACTION_APPROVE, .by = &both };

	(void)state;
	assert_int_equal(rig_act(n, &approve, NULL), ERR_FORBIDDEN);
	assert_int_equal(read_case(n).state, STATE_DRAFTED);
}

/* The link bears no name, so whoever could have used it must not approve what came by it. */
static void a_clerk_does_not_approve_what_came_by_the_own_departments_link(void **state)
{
	struct viewer both = { .roles = ROLE_CLERK | ROLE_APPROVER, .id = S("zjj1"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct viewer link = { .roles = ROLE_LINK, .id = S("link:zjj"), .dept = S("zjj"), .case_n = n };
	struct act draft = { .action = ACTION_DRAFT, .by = &link,
		.text = S("您好，路灯已经修好，感谢您的反映。") };
	struct act own = { .action = ACTION_APPROVE, .by = &both };
	struct act other = { .action = ACTION_APPROVE, .by = &rig_approver };

	(void)state;
	assert_int_equal(rig_act(n, &draft, NULL), OK);
	assert_int_equal(rig_act(n, &own, NULL), ERR_FORBIDDEN);
	assert_int_equal(rig_act(n, &other, NULL), OK);
}

static void a_clerk_of_another_department_does_not_learn_that_a_hidden_case_exists(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act hide = { .action = ACTION_UNPUBLISH, .by = &rig_moderator, .reason = S("核实中") };
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_other_clerk,
		.text = S("我们来答复这个问题吧。") };

	(void)state;
	assert_int_equal(rig_act(n, &draft, NULL), ERR_FORBIDDEN);
	assert_int_equal(rig_act(n, &hide, NULL), OK);
	assert_int_equal(rig_act(n, &draft, NULL), ERR_NOT_FOUND);
}

static void a_third_return_is_refused(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act back = { .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不属于我局职责") };
	struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rig_act(n, &back, NULL), OK);
		assert_int_equal(rig_act(n, &assign, NULL), OK);
	}
	assert_int_equal(rig_act(n, &back, NULL), ERR_NOT_NOW);
	assert_recount_agrees();
}

static void a_colleague_with_the_claim_keeps_others_from_drafting(void **state)
{
	struct viewer colleague = { .roles = ROLE_CLERK, .id = S("zjj2"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您。") };
	struct str holder;
	int64_t until;

	(void)state;
	assert_int_equal(lease_take(&rig, n, &colleague, &holder, &until), OK);
	assert_int_equal(lease_take(&rig, n, &rig_clerk, &holder, &until), ERR_CONFLICT);
	assert_true(str_eq(holder, colleague.id));
	assert_int_equal(rig_act(n, &draft, NULL), ERR_CONFLICT);
	assert_int_equal(lease_drop(&rig, n, &colleague), OK);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
}

/* Who does each action of the table, from a case in that state. */
static const struct viewer *actor_of(enum action action, const struct viewer *asker)
{
	uint32_t by = lifecycle_row(action)->by;
	static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };

	if (action == ACTION_OPINION)
		return &rig_other_clerk;
	if ((by & ROLE_MODERATOR) != 0)
		return &rig_moderator;
	if ((by & ROLE_DISPATCHER) != 0)
		return &rig_dispatcher;
	if ((by & ROLE_CLERK) != 0)
		return &rig_clerk;
	if ((by & ROLE_APPROVER) != 0)
		return &rig_approver;
	if ((by & ROLE_SUPERVISOR) != 0)
		return &rig_supervisor;
	return (by & ROLE_ASKER) != 0 ? asker : &jobs;
}

static enum status try_row(enum action action, enum state from, struct case_record *after)
{
	uint64_t into = action == ACTION_MERGE ? rig_case_in(STATE_ACCEPTED) : 0;
	uint64_t n = rig_case_in(from);
	struct viewer asker = rig_asker(n);
	struct act hide = { .action = ACTION_UNPUBLISH, .by = &rig_moderator, .reason = S("核实中") };
	struct act help = { .action = ACTION_ASSIST, .by = &rig_dispatcher, .reason = S("请核实路权"),
		.dept = S("jtj") };
	struct act ask = { .action = ACTION_ASK_EXTENSION, .by = &rig_clerk, .days = 2,
		.reason = S("要调档案") };
	bool other = action == ACTION_ASSIST || action == ACTION_RELEASE || action == ACTION_REASSIGN;
	struct act act = { .action = action, .by = actor_of(action, &asker), .reason = S("scope"),
		.dept = other ? S("jtj") : S("zjj"),
		.text = S("您好，现将有关情况答复如下。"), .days = 2, .rating = 4, .into = into,
		.note = S("请核实"), .to = S("zjj2") };

	if (action == ACTION_GIVE)
		rig_colleague();
	if (action == ACTION_PUBLISH)
		rig_act(n, &hide, NULL);
	if (action == ACTION_OPINION || action == ACTION_RELEASE)
		rig_act(n, &help, NULL);
	if (action == ACTION_REFUSE_EXTENSION)
		rig_act(n, &ask, NULL);
	return rig_act(n, &act, after);
}

static void every_row_of_the_table_works_from_its_states_and_from_no_other(void **state)
{
	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
		for (enum state from = STATE_PENDING; from < RIG_STATES; from++) {
			const struct lifecycle_row *row = lifecycle_row(action);
			struct case_record after;
			enum status status = try_row(action, from, &after);

	if ((row->channels & CHANNEL_BIT(CHANNEL_TOPIC)) == 0 ||
		(row->from & STATE_BIT(from)) == 0) {
				assert_int_not_equal(status, OK);
				assert_int_equal(after.state, from);
				continue;
			}
			if (status != OK)
				print_error("%s from %s\n", action_name(action), state_name(from));
			assert_int_equal(status, OK);
			assert_int_equal(after.state, row->to == STATE_NONE ? from : row->to);
		}
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_state_is_reached_by_the_normal_steps),
		TEST(every_row_of_the_table_works_from_its_states_and_from_no_other),
		TEST(a_stale_version_loses_and_learns_who_was_first),
		TEST(nobody_approves_an_own_draft),
		TEST(a_clerk_does_not_approve_what_came_by_the_own_departments_link),
		TEST(a_clerk_of_another_department_does_not_learn_that_a_hidden_case_exists),
		TEST(a_third_return_is_refused),
		TEST(a_colleague_with_the_claim_keeps_others_from_drafting),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
