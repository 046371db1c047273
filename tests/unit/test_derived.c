/*
 * Lists, queues and tallies follow the cases: paging, supports, and a recount that proves and repairs them.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/derive.h"
#include "upkeep/due_actions.h"
#include "lists/listing.h"
#include "upkeep/recount.h"
#include "participation/support.h"
#include "participation/comment.h"
#include "participation/person.h"
#include "participation/held.h"
#include "participation/views.h"
#include "store/keys.h"

static void each_person_supports_once_and_comments_a_few_times(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t supports;
	struct value *held;

	(void)state;
	assert_int_equal(case_support(&rig, n, S("me"), &supports), OK);
	assert_int_equal(case_support(&rig, n, S("me"), &supports), ERR_ALREADY);
	assert_int_equal(case_support(&rig, n, S("you"), &supports), OK);
	assert_int_equal(supports, 2);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), OK);
	for (int i = 1; i < PERSON_COMMENTS_MOST; i++)
		assert_int_equal(case_comment(&rig, n, S("me"), S("再说一遍。"), S("")), OK);
	assert_int_equal(case_comment(&rig, n, S("me"), S("又说一遍。"), S("")), ERR_ALREADY);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, PERSON_COMMENTS_MOST);
	assert_int_equal(held_pass(&rig, n, map_get_int(&held->first->value, "id", 0), &rig_moderator, S("")),
		OK);
	assert_int_equal(read_case(n).comments, 1);
	assert_recount_agrees();
}

static void a_pending_case_takes_no_voices(void **state)
{
	uint64_t n = rig_case_in(STATE_PENDING);
	int64_t supports;

	(void)state;
	assert_int_equal(case_support(&rig, n, S("me"), &supports), ERR_NOT_FOUND);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), ERR_NOT_FOUND);
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
	static const char *const bad[] = { "x", "1", "1-", "-1-2", "1-2;DEL", "99999999999999999999-1",
		"1-2-3" };
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
	const struct viewer *staff[] = { &rig_moderator, &rig_dispatcher, &rig_clerk, &rig_other_clerk,
		&rig_approver, &rig_supervisor };
	uint64_t n = 1 + (uint64_t)rand_r(seed) % cases;
	struct viewer asker = rig_asker(n);
	size_t who = (size_t)rand_r(seed) % 7;
	struct act act = { .action = (enum action)(1 + rand_r(seed) % (ACTION_COUNT - 1)),
		.by = who < 6 ? staff[who] : &asker,
		.reason = S("scope"),
		.text = S("您好，现将有关情况答复如下。"),
		.dept = str_of(depts[rand_r(seed) % 2]),
		.days = 1 + rand_r(seed) % 4,
		.rating = 1 + rand_r(seed) % 5,
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
				failed += case_support(&rig, n, num(rig.arena, worker * 100 + i),
						  &supports) != OK;
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

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_person_supports_once_and_comments_a_few_times),
		TEST(a_pending_case_takes_no_voices),
		TEST(paging_shows_each_topic_once_while_topics_arrive),
		TEST(a_bad_cursor_is_refused),
		TEST(tallies_lists_and_queues_agree_after_any_history),
		TEST(a_recount_mends_what_was_damaged),
		TEST(concurrent_changes_of_one_case_are_all_counted),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
