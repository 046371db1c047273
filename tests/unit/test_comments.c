/* Comments by the thousand: what waits is bounded, and a page costs what it shows. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include <setjmp.h>
#include <cmocka.h>

#include "base/json.h"
#include "casework_rig.h"
#include "participation/comment_pages.h"
#include "lists/queue.h"
#include "search/inside.h"
#include "participation/comment.h"
#include "participation/person.h"
#include "participation/followup.h"
#include "participation/held.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
#define MANY 600

static struct str person(int i)
{
	return arena_printf(rig.arena, "person %d", i);
}

static int64_t first_held(uint64_t n)
{
	struct value *held;

	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_non_null(held->first);
	return map_get_int(&held->first->value, "id", -1);
}

static void run(struct batch *batch, struct result **results)
{
	assert_int_equal(store_run(rig.store, batch, results), OK);
}

static struct str comment_json(int id)
{
	return arena_printf(rig.arena, "{\"id\":%d,\"kind\":\"comment\",\"at\":%d,\"text\":\"第 %d 条\"}", id,
		id, id);
}

/* Comments as they lie in a list of the case, from id 1000 on. */
static void fill(struct str key, int from, int count)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	for (int i = from; i < from + count; i++)
		BATCH(&batch, S("RPUSH"), key, comment_json(1000 + i));
	run(&batch, &results);
}

static void set_comments(uint64_t n, int count)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, n), S("cmts"), num(rig.arena, count));
	run(&batch, &results);
}

/* What follows has so many bytes, and more of them ends the test. */
static struct arena *go_small(size_t size)
{
	struct arena *whole = rig.arena;

	rig.arena = arena_new(size);
	return whole;
}

static void go_back(struct arena *whole)
{
	arena_free(rig.arena);
	rig.arena = whole;
}

/* The ids of the page's comments, and that what isn't a comment is there whole. */
static size_t read_page(uint64_t n, int64_t before, int64_t *ids, int64_t *older)
{
	struct comments_page page = { .before = before };
	struct case_record record;
	struct value *thread;
	size_t count = 0;
	size_t others = 0;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(comments_join(&rig, &record, &viewer_public, &thread, &page), OK);
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("comment"))) {
			assert_true(count < COMMENTS_A_PAGE);
			ids[count++] = map_get_int(&m->value, "id", 0);
		} else {
			others++;
		}
	assert_true(others >= 2);
	assert_true(str_eq(map_get_str(&thread->first->value, "kind"), S("question")));
	*older = page.older;
	return count;
}

/* Every comment is met once, newest first, through all pages. */
static void assert_pages(uint64_t n, int count)
{
	int64_t ids[COMMENTS_A_PAGE];
	int64_t expected = 1000 + count - 1;
	int64_t before = 0;

	do {
		size_t got = read_page(n, before, ids, &before);

		for (size_t i = 0; i < got; i++)
			assert_int_equal(ids[i], expected--);
	} while (before > 0);
	assert_int_equal(expected, 999);
}

static void comments_come_in_pages_newest_first_and_the_answer_is_on_each(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);

	(void)state;
	assert_pages(n, 0);
	fill(key_comments(rig.store, rig.arena, n), 0, 101);
	set_comments(n, 101);
	assert_pages(n, 101);
}

static void comments_that_an_earlier_version_wrote_into_the_thread_come_last(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);

	(void)state;
	fill(key_thread(rig.store, rig.arena, n), 0, 33);
	set_comments(n, 33);
	assert_pages(n, 33);
	fill(key_comments(rig.store, rig.arena, n), 33, 30);
	set_comments(n, 63);
	assert_pages(n, 63);
}

static void a_page_of_20000_comments_costs_what_it_shows(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t ids[COMMENTS_A_PAGE];
	struct arena *whole;
	int64_t older;

	(void)state;
	for (int i = 0; i < 20000; i += 2000)
		fill(key_comments(rig.store, rig.arena, n), i, 2000);
	set_comments(n, 20000);
	whole = go_small((size_t)128 << 10);
	assert_int_equal(read_page(n, 0, ids, &older), COMMENTS_A_PAGE);
	assert_int_equal(read_page(n, 9000, ids, &older), COMMENTS_A_PAGE);
	go_back(whole);
}

static void passed_and_refused_comments_leave_the_thread_as_it_is(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct comments_page page = { 0 };
	struct inside found;
	struct case_record record;
	struct value *thread;
	size_t length;

	(void)state;
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	length = thread->count;
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口的樱花树也挡灯。"), S("")), OK);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_int_equal(case_comment(&rig, n, S("you"), S("广告"), S("")), OK);
	assert_int_equal(held_refuse(&rig, n, first_held(n), &rig_moderator, S("privacy")), OK);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(thread->count, length);
	/* Staff see both, residents the passed one. */
	assert_int_equal(comments_join(&rig, &record, &rig_moderator, &thread, &page), OK);
	assert_int_equal(thread->count, length + 2);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(comments_join(&rig, &record, &viewer_public, &thread, &page), OK);
	assert_int_equal(thread->count, length + 1);
	assert_int_equal(inside_read(&rig, &n, 1, &found), OK);
	assert_true(str_search(found.texts[SECTION_ANSWER], S("樱花树"), 0) <
		found.texts[SECTION_ANSWER].len);
	assert_recount_agrees();
}

/* Sends until it is refused; gives how many were taken. */
static int send_until(uint64_t n, enum status refusal, struct str (*who)(int))
{
	for (int i = 0; i < MANY; i++) {
		enum status status = case_comment(&rig, n, who(i), S("我家门口也是这样。"), S(""));

		if (status == refusal)
			return i;
		assert_int_equal(status, OK);
	}
	return MANY;
}

static void only_so_many_comments_wait_on_one_case(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);

	(void)state;
	rig_config.limits.waiting_per_case = 30;
	assert_int_equal(send_until(n, ERR_NOT_NOW, person), 30);
	/* The asker's own word isn't kept out by strangers, and a decision makes room. */
	assert_int_equal(case_followup(&rig, n, S("once"), S("补充一句。"), NULL), OK);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_true(case_comment(&rig, n, S("later"), S("我家门口也是这样。"), S("")) == OK);
	rig_config.limits.waiting_per_case = 200;
}

static struct str one(int i)
{
	(void)i;
	return S("one device");
}

static void only_so_many_comments_of_one_device_and_of_one_address_wait(void **state)
{
	(void)state;
	rig_config.limits.waiting_per_device = 2;
	assert_int_equal(send_until(rig_case_in(STATE_ACCEPTED), ERR_TOO_MANY, one), 2);
	assert_int_equal(send_until(rig_case_in(STATE_ACCEPTED), ERR_TOO_MANY, one), 0);
	rig_config.limits.waiting_per_device = 20;
	assert_int_equal(send_until(rig_case_in(STATE_ACCEPTED), ERR_ALREADY, one), PERSON_COMMENTS_MOST);
	rig_config.limits.waiting_per_address = 7;
	rig_config.limits.comments_per_address_hour = 1000;
	rig.network = S("192.0.2.1");
	assert_int_equal(send_until(rig_case_in(STATE_ACCEPTED), ERR_TOO_MANY, person), 7);
	rig.network = (struct str){ 0 };
	rig_config.limits.waiting_per_address = 500;
}

static void decided_posts_leave_no_counts_behind(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), OK);
	assert_int_equal(case_followup(&rig, n, S("once"), S("补充一句。"), NULL), OK);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_int_equal(held_refuse(&rig, n, first_held(n), &rig_moderator, S("privacy")), OK);
	BATCH(&batch, S("EXISTS"), key_waiting(rig.store, rig.arena));
	run(&batch, &results);
	assert_int_equal(results[0].integer, 0);
}

/* As the version before left them: more than may wait now, in any number. */
static void hold_many(uint64_t n)
{
	struct str text = arena_printf(rig.arena, "%0500d", 0);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	for (int i = 1000; i < 1000 + MANY; i++) {
		BATCH(&batch, S("HSET"), key_held(rig.store, rig.arena, n), num(rig.arena, i),
			arena_printf(rig.arena, "{\"id\":%d,\"kind\":\"comment\",\"at\":1,\"text\":\"%.*s\"}",
				i, STR_ARG(text)));
		BATCH(&batch, S("ZADD"), key_queue(rig.store, rig.arena, S("review")), S("1"),
			arena_printf(rig.arena, "%" PRIu64 "/%d", n, i));
	}
	run(&batch, &results);
}

static void a_review_page_reads_only_the_held_posts_it_shows(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct queue_page page;
	struct arena *whole;
	uint64_t trips;

	(void)state;
	hold_many(n);
	whole = go_small((size_t)512 << 10);
	trips = store_trips(rig.store);
	assert_int_equal(queue_read(&rig, &(struct queue_ask){ .desk = S("review"),
		.viewer = &rig_moderator, .limit = 30 }, &page), OK);
	assert_int_equal(page.count, 30);
	assert_int_equal(page.total, MANY);
	for (size_t i = 0; i < page.count; i++)
		assert_int_equal(map_get_str(page.rows[i].post, "text").len, 500);
	assert_int_equal(store_trips(rig.store) - trips, 2);
	go_back(whole);
}

static void the_case_page_shows_some_held_posts_and_counts_the_others(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct value *list;
	int64_t total;

	(void)state;
	hold_many(n);
	held_ask(&rig, &batch, n, 30);
	run(&batch, &results);
	assert_true(results[0].items[1].count / 2 < 60);
	held_take(&rig, results, 30, &list, &total);
	assert_true(list->count > 10 && list->count <= 30);
	assert_int_equal(total, MANY);
}

/* The reason of the first one is passed after the second one, a supervisor's. */
static void a_passed_reason_replaces_no_note_of_another_reopening(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	const struct viewer asker = rig_asker(n);
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("已于今天重新安装路灯，请您查看。") };
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	struct act reopen = { .action = ACTION_REOPEN, .by = &rig_supervisor, .reason = S("督办：答复不实") };
	struct case_record record;
	struct value *thread;
	struct str why;
	struct str shown = { 0 };

	(void)state;
	rig.now += MS_PER_MINUTE;
	assert_int_equal(case_reopen(&rig, n, &asker, S("路灯还是不亮"), &record, &why), OK);
	rig.now += MS_PER_MINUTE;
	rig_do(n, &draft);
	rig_do(n, &approve);
	rig.now += MS_PER_MINUTE;
	rig_do(n, &reopen);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	thread = thread_visible(rig.arena, &record, thread, &viewer_public);
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("note")))
			shown = ARENA_GLUE(rig.arena, shown, map_get_str(&m->value, "text"), S(";"));
	assert_true(str_eq(shown, S("路灯还是不亮;")));
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	shown = S("");
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "text"), reopen.reason))
			shown = reopen.reason;
	assert_true(str_eq(shown, reopen.reason));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comments_come_in_pages_newest_first_and_the_answer_is_on_each),
		TEST(comments_that_an_earlier_version_wrote_into_the_thread_come_last),
		TEST(a_page_of_20000_comments_costs_what_it_shows),
		TEST(passed_and_refused_comments_leave_the_thread_as_it_is),
		TEST(a_passed_reason_replaces_no_note_of_another_reopening),
		TEST(only_so_many_comments_wait_on_one_case),
		TEST(only_so_many_comments_of_one_device_and_of_one_address_wait),
		TEST(decided_posts_leave_no_counts_behind),
		TEST(a_review_page_reads_only_the_held_posts_it_shows),
		TEST(the_case_page_shows_some_held_posts_and_counts_the_others),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
