/* The casework against a real Redis: what each step does, who may do it, and that nothing derived ever drifts. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "cases/answer.h"
#include "cases/lease.h"
#include "model/derive.h"
#include "upkeep/due_actions.h"
#include "lists/listing.h"
#include "upkeep/recount.h"
#include "cases/voice.h"
#include "crypt/keys.h"
#include "store/keys.h"

static void each_state_is_reached_by_the_normal_steps(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++)
		assert_int_equal(read_case(rig_case_in(s)).state, s);
	assert_recount_agrees();
}

static void a_repeated_submit_gives_the_first_case(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"), .body = S("想问问三路公交车几点收车。"),
		.once = S("same-token") };
	struct receipt first;
	struct receipt second;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &first), OK);
	assert_int_equal(case_submit(&rig, &in, &second), OK);
	assert_int_equal(first.n, second.n);
	assert_false(first.repeated);
	assert_true(second.repeated);
	assert_true(str_eq(first.code, second.code));
}

static void the_receipt_opens_the_case_by_link_and_by_number_with_code(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"), .body = S("想问问三路公交车几点收车。") };
	struct receipt receipt;
	struct receipt found;
	struct case_record record;
	struct viewer viewer;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_int_equal(case_open_track(&rig, receipt.track, &record, NULL, &viewer), OK);
	assert_int_equal(record.n, receipt.n);
	assert_int_equal(case_find_track(&rig, receipt.number, receipt.code, &found), OK);
	assert_int_equal(found.n, receipt.n);
	assert_int_equal(case_find_track(&rig, receipt.number, S("AAAAAAAAAA"), &found), ERR_NOT_FOUND);
	assert_int_equal(case_find_track(&rig, S("YC20260302-99999"), receipt.code, &found), ERR_NOT_FOUND);
}

static void the_sixth_post_of_a_device_in_an_hour_is_refused(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"), .body = S("想问问三路公交车几点收车。"),
		.device = S("phone-in-hand") };
	struct receipt receipt;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_int_equal(case_submit(&rig, &in, &receipt), ERR_TOO_MANY);
	assert_int_equal(read_case(5).n, 5);
	assert_recount_agrees();
}

static void contact_data_is_nowhere_in_clear(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("路灯坏了请修一修"),
		.body = S("请打13812345678找我，路灯坏了。"), .name = S("张三丰"), .phone = S("13987654321") };
	struct receipt receipt;
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	BATCH(&batch, S("HGETALL"), key_case(rig.store, rig.arena, receipt.n));
	BATCH(&batch, S("LRANGE"), key_thread(rig.store, rig.arena, receipt.n), S("0"), S("-1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < results[i].count; j++) {
			struct str text = results[i].items[j].str;

			assert_int_equal(str_search(text, S("13812345678"), 0), text.len);
			assert_int_equal(str_search(text, S("13987654321"), 0), text.len);
			assert_int_equal(str_search(text, S("三丰"), 0), text.len);
		}
}

/* What residents write later is no less personal than the question. */
static void numbers_in_what_follows_the_question_are_nowhere_in_clear_either(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	struct act rate = { .action = ACTION_RATE, .by = &asker, .rating = 1, .comment = S("请打13812345678找我。") };
	struct act reopen = { .action = ACTION_REOPEN, .by = &asker, .reason = S("没修好，请打13812345678。") };
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct value *held;

	(void)state;
	assert_int_equal(rig_act(n, &rate, NULL), OK);
	assert_int_equal(rig_act(n, &reopen, NULL), OK);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我也是，电话13812345678。")), OK);
	assert_int_equal(case_followup(&rig, n, S("once"), S("补充：请打13812345678。"), NULL), OK);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 2);
	BATCH(&batch, S("HGETALL"), key_held(rig.store, rig.arena, n));
	assert_int_equal(held_refuse(&rig, n, map_get_int(&held->first->value, "id", 0), &rig_moderator, S("privacy")), OK);
	BATCH(&batch, S("LRANGE"), key_thread(rig.store, rig.arena, n), S("0"), S("-1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < batch.count; i++)
		for (size_t j = 0; j < results[i].count; j++) {
			struct str text = results[i].items[j].str;

			assert_int_equal(str_search(text, S("13812345678"), 0), text.len);
		}
}

static void a_stale_version_loses_and_learns_who_was_first(void **state)
{
	uint64_t n = rig_case_in(STATE_PENDING);
	struct act accept = { .action = ACTION_ACCEPT, .by = &rig_moderator, .version = 1 };
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator, .version = 1, .reason = S("scope") };
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
	struct act draft = { .action = ACTION_DRAFT, .by = &link, .text = S("您好，路灯已经修好，感谢您的反映。") };
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
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_other_clerk, .text = S("我们来答复这个问题吧。") };

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
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .text = S("您好，路灯已经修好，感谢您。") };
	struct str holder;
	int64_t until;

	(void)state;
	assert_int_equal(claim_take(&rig, n, &colleague, &holder, &until), OK);
	assert_int_equal(claim_take(&rig, n, &rig_clerk, &holder, &until), ERR_CONFLICT);
	assert_true(str_eq(holder, colleague.id));
	assert_int_equal(rig_act(n, &draft, NULL), ERR_CONFLICT);
	assert_int_equal(claim_drop(&rig, n, &colleague), OK);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
}

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
	struct jobs_done done = { 0 };

	(void)state;
	rig.now += 60 * MS_PER_DAY;
	assert_int_equal(rig_act(n, &revise, NULL), OK);
	assert_true(read_case(n).due > rig.now);
	assert_int_equal(jobs_round(&rig, &done), OK);
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
		assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&m->value, "jws"), &claims), OK);
	/* One left out: the next one's link no longer fits. */
	check = (struct chain_check){ 0 };
	assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&seals->first->value, "jws"), &claims), OK);
	assert_int_equal(chain_step(rig.arena, jwks, &check, map_get_str(&seals->last->value, "jws"), &claims), ERR_TOKEN);
}

static void each_person_supports_and_comments_once(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t supports;
	struct value *held;

	(void)state;
	assert_int_equal(case_support(&rig, n, S("me"), &supports), OK);
	assert_int_equal(case_support(&rig, n, S("me"), &supports), ERR_ALREADY);
	assert_int_equal(case_support(&rig, n, S("you"), &supports), OK);
	assert_int_equal(supports, 2);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。")), OK);
	assert_int_equal(case_comment(&rig, n, S("me"), S("再说一遍。")), ERR_ALREADY);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 1);
	assert_int_equal(held_pass(&rig, n, map_get_int(&held->first->value, "id", 0), &rig_moderator, S("")), OK);
	assert_int_equal(read_case(n).comments, 1);
	assert_recount_agrees();
}

static void a_pending_case_takes_no_voices(void **state)
{
	uint64_t n = rig_case_in(STATE_PENDING);
	int64_t supports;

	(void)state;
	assert_int_equal(case_support(&rig, n, S("me"), &supports), ERR_NOT_FOUND);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。")), ERR_NOT_FOUND);
	assert_int_equal(case_viewed(&rig, n), ERR_NOT_FOUND);
}

/* All pages of a list, each read from the cursor of the one before; topics arrive in between. */
static void paging_shows_each_topic_once_while_topics_arrive(void **state)
{
	struct listing listing = { .tab = TAB_NEW, .any_category = true, .limit = 7 };
	bool seen[256] = { 0 };
	struct listing_page page;
	size_t total = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		rig_case_in(STATE_ACCEPTED);
	do {
		assert_int_equal(listing_read(&rig, &listing, &page), OK);
		for (size_t i = 0; i < page.count; i++) {
			assert_false(seen[page.rows[i].n]);
			seen[page.rows[i].n] = true;
			total++;
		}
		rig.now += 1000;
		rig_case_in(STATE_ACCEPTED);
		listing.before = page.next;
	} while (page.next.len > 0);
	assert_int_equal(total, 40);
}

static void a_bad_cursor_is_refused(void **state)
{
	static const char *const bad[] = { "x", "1", "1-", "-1-2", "1-2;DEL", "99999999999999999999-1", "1-2-3" };
	struct listing listing = { .tab = TAB_NEW, .any_category = true, .limit = 7 };
	struct listing_page page;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		listing.before = str_of(bad[i]);
		assert_int_equal(listing_read(&rig, &listing, &page), ERR_MALFORMED);
	}
}

/* Does whatever comes up: allowed or not, the derived data must fit the cases. */
static void random_step(unsigned *seed, uint64_t cases)
{
	static const char *const depts[] = { "zjj", "jtj" };
	const struct viewer *staff[] = { &rig_moderator, &rig_dispatcher, &rig_clerk, &rig_other_clerk, &rig_approver,
		&rig_supervisor };
	uint64_t n = 1 + (uint64_t)rand_r(seed) % cases;
	struct viewer asker = rig_asker(n);
	size_t who = (size_t)rand_r(seed) % 7;
	struct act act = { .action = (enum action)(1 + rand_r(seed) % (ACTION_COUNT - 1)),
		.by = who < 6 ? staff[who] : &asker, .reason = S("scope"), .text = S("您好，现将有关情况答复如下。"),
		.dept = str_of(depts[rand_r(seed) % 2]), .days = 1 + rand_r(seed) % 4, .rating = 1 + rand_r(seed) % 5,
		.into = 1 + (uint64_t)rand_r(seed) % cases };
	int64_t supports;

	rig.now += rand_r(seed) % (int)MS_PER_HOUR;
	rig_act(n, &act, NULL);
	if (rand_r(seed) % 4 == 0)
		case_support(&rig, n, num(rig.arena, rand_r(seed) % 5), &supports);
}

static void tallies_lists_and_queues_agree_after_any_history(void **state)
{
	unsigned seed = 20260302;

	(void)state;
	for (int i = 0; i < 30; i++)
		rig_submit("人民路路灯不亮", "人民路东段的路灯坏了一个多月，晚上出门很不方便。");
	for (int i = 0; i < 3000; i++)
		random_step(&seed, 30);
	assert_recount_agrees();
}

static void a_recount_mends_what_was_damaged(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct recount found = { 0 };
	struct result *results;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	BATCH(&batch, S("ZADD"), key_list(rig.store, rig.arena, S("new")), S("5"), S("77"));
	BATCH(&batch, S("HINCRBY"), key_tally(rig.store, rig.arena, S("all")), S("in.topic.help"), S("3"));
	BATCH(&batch, S("DEL"), key_list(rig.store, rig.arena, S("answered")));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(recount_run(&rig, true, &found), OK);
	assert_int_equal(found.wrong, 3);
	assert_recount_agrees();
}

/* Every number given has its case; one that was reserved and not used has none. */
static uint64_t cases_so_far(void)
{
	struct case_record record;
	uint64_t count = 0;
	uint64_t last;

	assert_int_equal(case_last(&rig, &last), OK);
	for (uint64_t n = 1; n <= last; n++)
		count += case_read(&rig, n, &record, NULL, NULL) == OK;
	return count;
}

static void one_worker_alone_leaves_no_number_out(void **state)
{
	uint64_t last;

	(void)state;
	for (int i = 0; i < 20; i++)
		rig_submit("人民路路灯不亮", "人民路东段的路灯坏了一个多月，晚上出门很不方便。");
	assert_int_equal(case_last(&rig, &last), OK);
	assert_int_equal(last, 20);
	assert_int_equal(cases_so_far(), 20);
}

/* Four workers take in twenty-five topics each at once. */
static void concurrent_submits_get_numbers_of_their_own(void **state)
{
	(void)state;
	for (int worker = 0; worker < 4; worker++)
		if (fork() == 0) {
			rig.store = rig_link();
			for (int i = 0; i < 25; i++)
				rig_submit("人民路路灯不亮", "人民路东段的路灯坏了一个多月，晚上出门很不方便。");
			_exit(0);
		}
	for (int worker = 0; worker < 4; worker++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(cases_so_far(), 100);
	assert_recount_agrees();
}

/* Four workers support the same topic at once. */
static void concurrent_changes_of_one_case_are_all_counted(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);

	(void)state;
	for (int worker = 0; worker < 4; worker++)
		if (fork() == 0) {
			int64_t supports;
			int failed = 0;

			rig.store = rig_link();
			for (int i = 0; i < 50; i++)
				failed += case_support(&rig, n, num(rig.arena, worker * 100 + i), &supports) != OK;
			_exit(failed);
		}
	for (int worker = 0; worker < 4; worker++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(read_case(n).supports, 200);
	assert_recount_agrees();
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
	struct act help = { .action = ACTION_ASSIST, .by = &rig_dispatcher, .reason = S("请核实路权"), .dept = S("jtj") };
	bool other = action == ACTION_ASSIST || action == ACTION_RELEASE;
	struct act act = { .action = action, .by = actor_of(action, &asker), .reason = S("scope"),
		.dept = other ? S("jtj") : S("zjj"),
		.text = S("您好，现将有关情况答复如下。"), .days = 2, .rating = 4, .into = into };

	if (action == ACTION_PUBLISH)
		rig_act(n, &hide, NULL);
	if (action == ACTION_OPINION || action == ACTION_RELEASE)
		rig_act(n, &help, NULL);
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

			if ((row->channels & CHANNEL_BIT(CHANNEL_TOPIC)) == 0 || (row->from & STATE_BIT(from)) == 0) {
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

static void a_topic_without_approval_is_answered_by_its_draft(void **state)
{
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .text = S("您好，现将有关情况答复如下。") };
	struct case_record after;

	(void)state;
	rig_config.cases.approval_topic = false;
	assert_int_equal(rig_act(rig_case_in(STATE_ASSIGNED), &draft, &after), OK);
	assert_int_equal(after.state, STATE_ANSWERED);
	assert_int_equal(after.answers, 1);
}

static struct jobs_done run_jobs(const char *when)
{
	struct jobs_done done = { 0 };

	assert_true(clock_parse(str_of(when), &rig.now));
	assert_int_equal(jobs_round(&rig, &done), OK);
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
		struct jobs_done done = run_jobs(days[i].when);

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
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("路灯坏了请修一修"), .body = S("路灯坏了，请派人修一修。"),
		.name = S("张三丰"), .phone = S("13987654321") };
	struct receipt receipt;
	struct jobs_done done = { 0 };
	struct viewer asker;
	struct act withdraw = { .action = ACTION_WITHDRAW, .by = &asker };

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	asker = rig_asker(receipt.n);
	assert_int_equal(rig_act(receipt.n, &withdraw, NULL), OK);
	rig.now += 1095 * MS_PER_DAY;
	assert_int_equal(jobs_erase(&rig, false, &done), OK);
	assert_int_equal(done.erased, 0);
	rig.now += MS_PER_DAY;
	assert_int_equal(jobs_erase(&rig, true, &done), OK);
	assert_int_equal(done.erased, 1);
	assert_true(read_case(receipt.n).contact.len > 0);
	assert_int_equal(jobs_erase(&rig, false, &done), OK);
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

static const struct act publish = { .action = ACTION_PUBLISH, .by = &rig_moderator };
static const struct act unpublish = { .action = ACTION_UNPUBLISH, .by = &rig_moderator, .reason = { "核实中", 9 } };

/* How many letters the public finds in the lists, whatever the tab and filter. */
static size_t letters_listed(void)
{
	size_t most = 0;

	for (enum tab tab = 0; tab < TAB_COUNT; tab++)
		for (int filter = 0; filter < 3; filter++) {
			struct listing listing = { .channel = CHANNEL_LETTER, .tab = tab, .any_category = filter != 1,
				.category = CATEGORY_HELP, .dept = filter == 2 ? S("zjj") : S(""), .limit = 50 };
			struct listing_page page;

			assert_int_equal(listing_read(&rig, &listing, &page), OK);
			most = page.count > most ? page.count : most;
		}
	return most;
}

/* The jobs' and the staff's own lists. */
static bool is_inner_list(struct str key)
{
	static const char *const names[] = { "waiting", "returned", "low" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(key, key_list(rig.store, rig.arena, str_of(names[i]))))
			return true;
	return str_starts(key, key_list(rig.store, rig.arena, S("merged:"))) ||
	       str_starts(key, key_list(rig.store, rig.arena, S("phone:"))) ||
	       str_starts(key, key_list(rig.store, rig.arena, S("owed:")));
}

/* How many other lists in Redis hold anything. */
static size_t public_lists(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	size_t count = 0;

	BATCH(&batch, S("KEYS"), key_list(rig.store, rig.arena, S("*")));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < results[0].count; i++)
		count += !is_inner_list(results[0].items[i].str);
	return count;
}

static void a_letter_is_in_no_list_and_seen_by_nobody_outside_whatever_its_state(void **state)
{
	struct viewer other_asker = rig_asker(999);

	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++)
		for (int consent = 0; consent < 2; consent++) {
			struct case_record record = read_case(rig_letter_in(s, consent));
			struct viewer asker = rig_asker(record.n);

			assert_int_equal(record.state, s);
			assert_int_equal(record.consent, consent);
			assert_false(case_visible(&record, &viewer_public));
			assert_false(case_visible(&record, &other_asker));
			assert_false(case_visible(&record, &rig_other_clerk));
			assert_true(case_visible(&record, &asker));
			assert_true(case_visible(&record, &rig_moderator));
		}
	assert_int_equal(letters_listed(), 0);
	assert_int_equal(public_lists(), 0);
	assert_recount_agrees();
}

static void no_letter_is_published_without_its_senders_consent(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++) {
		uint64_t n = rig_letter_in(s, false);
		struct case_record after;

		assert_int_equal(rig_act(n, &publish, &after), ERR_NOT_NOW);
		assert_false(read_case(n).published);
	}
	assert_int_equal(public_lists(), 0);
}

static void a_moderator_publishes_a_letter_with_consent_once_it_is_reviewed(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++) {
		bool reviewed = s != STATE_PENDING && s != STATE_DECLINED && s != STATE_WITHDRAWN;
		uint64_t n = rig_letter_in(s, true);
		struct act by_clerk = { .action = ACTION_PUBLISH, .by = &rig_clerk };
		struct case_record record;

		assert_int_not_equal(rig_act(n, &by_clerk, NULL), OK);
		assert_int_equal(rig_act(n, &publish, NULL), reviewed ? OK : ERR_NOT_NOW);
		record = read_case(n);
		assert_int_equal(case_visible(&record, &viewer_public), reviewed);
	}
	/* Accepted, assigned, drafted, answered, closed; a merged one stands in no list. */
	assert_int_equal(letters_listed(), 5);
	assert_recount_agrees();
}

static void a_published_letter_is_taken_down_and_put_back(void **state)
{
	uint64_t n = rig_letter_in(STATE_ANSWERED, true);
	struct case_record record;

	(void)state;
	for (int round = 0; round < 2; round++) {
		assert_int_equal(rig_act(n, &publish, NULL), OK);
		assert_int_equal(rig_act(n, &publish, NULL), ERR_NOT_NOW);
		assert_int_equal(letters_listed(), 1);
		assert_int_equal(rig_act(n, &unpublish, NULL), OK);
		record = read_case(n);
		assert_false(case_visible(&record, &viewer_public));
		assert_int_equal(letters_listed(), 0);
	}
	assert_recount_agrees();
}

static void letters_and_topics_never_meet_in_a_list(void **state)
{
	struct listing topics = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true, .limit = 50 };
	struct listing_page page;

	(void)state;
	assert_int_equal(rig_act(rig_letter_in(STATE_ANSWERED, true), &publish, NULL), OK);
	assert_int_equal(listing_read(&rig, &topics, &page), OK);
	assert_int_equal(page.count, 0);
	rig_case_in(STATE_ANSWERED);
	assert_int_equal(listing_read(&rig, &topics, &page), OK);
	assert_int_equal(page.count, 1);
	assert_int_equal(letters_listed(), 1);
}

static void a_second_letter_from_a_phone_within_a_day_is_refused(void **state)
{
	struct submission in = { .channel = CHANNEL_LETTER, .title = S("低保申请半年没有回音"), .once = S("form-1"),
		.body = S("去年九月交的低保申请，到现在没有人答复。"), .name = S("张三丰"), .phone = S("13987654321"),
		.addressee = S("市长信箱") };
	struct receipt first;
	struct receipt receipt;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &first), OK);
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_true(receipt.repeated);
	assert_int_equal(receipt.n, first.n);
	in.once = S("form-2");
	assert_int_equal(case_submit(&rig, &in, &receipt), ERR_TOO_MANY);
	assert_true(str_search(receipt.why, S("24 小时"), 0) < receipt.why.len);
	assert_int_equal(case_read(&rig, first.n + 1, &(struct case_record){ 0 }, NULL, NULL), ERR_NOT_FOUND);
	in.phone = S("13987654322");
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	/* A question on the public board is another matter. */
	in.channel = CHANNEL_TOPIC;
	in.once = S("form-3");
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_recount_agrees();
}

static void a_letter_without_name_phone_or_addressee_is_refused(void **state)
{
	const struct submission whole = { .channel = CHANNEL_LETTER, .title = S("低保申请半年没有回音"),
		.body = S("去年九月交的低保申请，到现在没有人答复。"), .name = S("张三丰"), .phone = S("13987654321"),
		.addressee = S("市长信箱") };
	struct receipt receipt;

	(void)state;
	for (int missing = 0; missing < 3; missing++) {
		struct submission in = whole;

		*(missing == 0 ? &in.name : missing == 1 ? &in.phone : &in.addressee) = S("");
		assert_int_equal(case_submit(&rig, &in, &receipt), ERR_INVALID);
	}
	assert_int_equal(case_submit(&rig, &whole, &receipt), OK);
	assert_int_equal(receipt.n, 1);
	assert_true(str_eq(read_case(1).addressee, S("市长信箱")));
}

static void an_answer_to_a_letter_always_waits_for_approval(void **state)
{
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .text = S("您好，现将有关情况答复如下。") };
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
		TEST(each_state_is_reached_by_the_normal_steps),
		TEST(every_row_of_the_table_works_from_its_states_and_from_no_other),
		TEST(a_topic_without_approval_is_answered_by_its_draft),
		TEST(the_jobs_speak_of_each_stage_of_a_time_limit_once),
		TEST(an_answer_nobody_rated_closes_after_fifteen_days),
		TEST(contact_data_is_erased_after_its_retention_and_the_text_stays),
		TEST(a_changed_calendar_moves_the_due_times_of_open_cases_only),
		TEST(a_letter_is_in_no_list_and_seen_by_nobody_outside_whatever_its_state),
		TEST(no_letter_is_published_without_its_senders_consent),
		TEST(a_moderator_publishes_a_letter_with_consent_once_it_is_reviewed),
		TEST(a_published_letter_is_taken_down_and_put_back),
		TEST(letters_and_topics_never_meet_in_a_list),
		TEST(a_second_letter_from_a_phone_within_a_day_is_refused),
		TEST(a_letter_without_name_phone_or_addressee_is_refused),
		TEST(an_answer_to_a_letter_always_waits_for_approval),
		TEST(a_repeated_submit_gives_the_first_case),
		TEST(the_receipt_opens_the_case_by_link_and_by_number_with_code),
		TEST(the_sixth_post_of_a_device_in_an_hour_is_refused),
		TEST(contact_data_is_nowhere_in_clear),
		TEST(numbers_in_what_follows_the_question_are_nowhere_in_clear_either),
		TEST(a_stale_version_loses_and_learns_who_was_first),
		TEST(nobody_approves_an_own_draft),
		TEST(a_clerk_does_not_approve_what_came_by_the_own_departments_link),
		TEST(a_clerk_of_another_department_does_not_learn_that_a_hidden_case_exists),
		TEST(a_third_return_is_refused),
		TEST(a_colleague_with_the_claim_keeps_others_from_drafting),
		TEST(a_revision_keeps_the_earlier_answer_and_a_rejected_one_leaves_it_standing),
		TEST(a_revision_long_after_the_answer_is_not_overdue),
		TEST(every_seal_in_the_chain_verifies_and_an_altered_one_shows),
		TEST(each_person_supports_and_comments_once),
		TEST(a_pending_case_takes_no_voices),
		TEST(paging_shows_each_topic_once_while_topics_arrive),
		TEST(a_bad_cursor_is_refused),
		TEST(tallies_lists_and_queues_agree_after_any_history),
		TEST(a_recount_mends_what_was_damaged),
		TEST(one_worker_alone_leaves_no_number_out),
		TEST(concurrent_submits_get_numbers_of_their_own),
		TEST(concurrent_changes_of_one_case_are_all_counted),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
