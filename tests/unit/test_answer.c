/* Answers: revised, superseded, sealed in a chain (cases/answer). */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/answer_seal.h"
#include "upkeep/due_actions.h"
#include "upkeep/recount.h"
#include "crypt/keys.h"
#include "store/keys.h"

static void a_revision_keeps_the_earlier_answer_and_a_rejected_one_leaves_it_standing(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct act revise = { .action = ACTION_REVISE, .by = &rig_clerk, .reason = S("电话有误"),
		.text = S("您好，更正联系电话，感谢您的反映。") };
	struct act reject = { .action = ACTION_REJECT, .by = &rig_approver, .reason = S("请核对") };
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	struct case_record record;
	struct value *thread;
	int answers = 0;

	(void)state;
	assert_int_equal(rig_act(n, &revise, NULL), OK);
	assert_int_equal(rig_act(n, &reject, NULL), OK);
	assert_int_equal(read_case(n).state, STATE_ANSWERED);
	assert_int_equal(rig_act(n, &revise, NULL), OK);
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		answers += str_eq(map_get_str(&m->value, "kind"), S("answer"));
	assert_int_equal(answers, 2);
	assert_int_equal(record.answers, 2);
	assert_recount_agrees();
}

static void a_revision_long_after_the_answer_is_not_overdue(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct act revise = { .action = ACTION_REVISE, .by = &rig_clerk, .reason = S("电话有误"),
		.text = S("您好，更正联系电话，感谢您的反映。") };
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	struct due_counts done = { 0 };

	(void)state;
	rig.now += 60 * MS_PER_DAY;
	assert_int_equal(rig_act(n, &revise, NULL), OK);
	assert_true(read_case(n).due > rig.now);
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.reminded + done.supervised, 0);
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_int_equal(read_case(n).revising, 0);
	assert_recount_agrees();
}

static void every_seal_in_the_chain_verifies_and_an_altered_one_shows(void **state)
{
	struct chain_check check = { 0 };
	struct value *jwks = keys_jwks(rig.arena, rig.keys);
	struct value *claims;
	struct value *seals;

	(void)state;
	for (int i = 0; i < 3; i++)
		rig_case_in(STATE_ANSWERED);
	assert_int_equal(answer_chain(&rig, S(""), 100, &seals), OK);
	assert_int_equal(seals->count, 3);
	for (const struct member *m = seals->first; m != NULL; m = m->next)
		assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&m->value, "jws"), &claims),
			OK);
	/* One left out: the next one's link no longer fits. */
	check = (struct chain_check){ .kept = check.kept };
	assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&seals->first->value, "jws"),
		&claims),
		OK);
	assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&seals->last->value, "jws"),
		&claims),
		ERR_TOKEN);
	seal_kept_free(&check.kept);
}

/* How the seal of the newest entry is stored. */
static struct str stored_as(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("XREVRANGE"), key_answers(rig.store, rig.arena), S("+"), S("-"), S("COUNT"), S("1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].items[0].items[1].items[4].str;
}

/* An earlier version's processes look only for whole seals: the jobs, started last, say that none runs. */
static void seals_are_stored_whole_until_the_jobs_say_otherwise_and_both_forms_make_one_chain(void **state)
{
	struct chain_check check = { 0 };
	struct value *jwks = keys_jwks(rig.arena, rig.keys);
	struct value *claims;
	struct value *seals;
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	assert_true(str_eq(stored_as(), S("jws")));
	assert_int_equal(chain_keep(&rig), OK);
	rig_case_in(STATE_ANSWERED);
	assert_true(str_eq(stored_as(), S("s")));
	BATCH(&batch, S("DEL"), key_jobs(rig.store, rig.arena));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	rig_case_in(STATE_ANSWERED);
	assert_true(str_eq(stored_as(), S("jws")));
	assert_int_equal(answer_chain(&rig, S(""), 100, &seals), OK);
	assert_int_equal(seals->count, 3);
	for (const struct member *m = seals->first; m != NULL; m = m->next)
		assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&m->value, "jws"), &claims),
			OK);
	seal_kept_free(&check.kept);
}

static void a_topic_without_approval_is_answered_by_its_draft(void **state)
{
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，现将有关情况答复如下。") };
	struct case_record after;

	(void)state;
	rig_config.cases.approval_topic = false;
	assert_int_equal(rig_act(rig_case_in(STATE_ASSIGNED), &draft, &after), OK);
	assert_int_equal(after.state, STATE_ANSWERED);
	assert_int_equal(after.answers, 1);
}

static void an_answer_to_a_letter_always_waits_for_approval(void **state)
{
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，现将有关情况答复如下。") };
	struct case_record after;

	(void)state;
	rig_config.cases.approval_topic = false;
	assert_int_equal(rig_act(rig_letter_in(STATE_ASSIGNED, true), &draft, &after), OK);
	assert_int_equal(after.state, STATE_DRAFTED);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_topic_without_approval_is_answered_by_its_draft),
		TEST(an_answer_to_a_letter_always_waits_for_approval),
		TEST(a_revision_keeps_the_earlier_answer_and_a_rejected_one_leaves_it_standing),
		TEST(a_revision_long_after_the_answer_is_not_overdue),
		TEST(seals_are_stored_whole_until_the_jobs_say_otherwise_and_both_forms_make_one_chain),
		TEST(every_seal_in_the_chain_verifies_and_an_altered_one_shows),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
