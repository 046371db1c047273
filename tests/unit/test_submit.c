/* Posts become cases: numbers, receipts, repeated and too many posts, contact data sealed (cases/submit). */
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/derive.h"
#include "upkeep/recount.h"
#include "participation/comment.h"
#include "participation/followup.h"
#include "participation/held.h"
#include "store/keys.h"

static void a_repeated_submit_gives_the_first_case(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"),
		.body = S("想问问三路公交车几点收车。"),
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
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"),
		.body = S("想问问三路公交车几点收车。") };
	struct receipt receipt;
	struct receipt found;
	struct case_record record;
	struct viewer viewer;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_int_equal(tracking_open(&rig, receipt.track, &record, NULL, &viewer), OK);
	assert_int_equal(record.n, receipt.n);
	assert_int_equal(tracking_find(&rig, receipt.number, receipt.code, &found), OK);
	assert_int_equal(found.n, receipt.n);
	assert_int_equal(tracking_find(&rig, receipt.number, S("AAAAAAAAAA"), &found), ERR_NOT_FOUND);
	assert_int_equal(tracking_find(&rig, S("YC20260302-99999"), receipt.code, &found), ERR_NOT_FOUND);
}

static void the_sixth_post_of_a_device_in_an_hour_is_refused(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("公交几点收车"),
		.body = S("想问问三路公交车几点收车。"),
		.device = S("phone-in-hand"), .device_own = true };
	struct receipt receipt;

	(void)state;
	for (int i = 0; i < 5; i++) {
		in.body = arena_printf(rig.arena, "想问问%d路公交车几点收车。", i + 1);
		assert_int_equal(case_submit(&rig, &in, &receipt), OK);
		assert_false(receipt.repeated);
		assert_int_equal(case_submit(&rig, &in, &receipt), OK);
		assert_true(receipt.repeated);
	}
	in.body = S("想问问九路公交车几点收车。");
	assert_int_equal(case_submit(&rig, &in, &receipt), ERR_TOO_MANY);
	assert_int_equal(read_case(5).n, 5);
	assert_recount_agrees();
}

static void contact_data_is_nowhere_in_clear(void **state)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .title = S("路灯坏了请打13812345678"),
		.body = S("请打13812345678找我，路灯坏了。"), .name = S("张三丰"),
		.phone = S("13987654321") };
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
	struct act rate = { .action = ACTION_RATE, .by = &asker, .rating = 1,
		.comment = S("请打13812345678找我。") };
	struct act reopen = { .action = ACTION_REOPEN, .by = &asker,
		.reason = S("没修好，请打13812345678。") };
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct value *held;

	(void)state;
	assert_int_equal(rig_act(n, &rate, NULL), OK);
	assert_int_equal(rig_act(n, &reopen, NULL), OK);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我也是，电话13812345678。"), S("")), OK);
	assert_int_equal(case_followup(&rig, n, S("once"), S("补充：请打13812345678。"), NULL), OK);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 2);
	BATCH(&batch, S("HGETALL"), key_held(rig.store, rig.arena, n));
	assert_int_equal(held_refuse(&rig, n, map_get_int(&held->first->value, "id", 0), &rig_moderator,
		S("privacy")),
		OK);
	BATCH(&batch, S("LRANGE"), key_thread(rig.store, rig.arena, n), S("0"), S("-1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < batch.count; i++)
		for (size_t j = 0; j < results[i].count; j++) {
			struct str text = results[i].items[j].str;

			assert_int_equal(str_search(text, S("13812345678"), 0), text.len);
		}
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
				rig_submit("人民路路灯不亮",
					"人民路东段的路灯坏了一个多月，晚上出门很不方便。");
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

/* Four workers take in the same twenty posts at once, each of a sender (by phone or device) who may send one. */
static void send_at_once(struct submission in, bool by_phone)
{
	struct config usual = rig_config;
	int64_t start = clock_steady() + 300;

	rig_config.limits.posts_per_phone_day = rig_config.limits.posts_per_device_hour = 1;
	for (int worker = 0; worker < 4; worker++)
		if (fork() == 0) {
			struct receipt receipt;

			rig.store = rig_link();
			for (int i = 0; i < 5; i++)
				rig_submit("人民路路灯不亮", "人民路东段的路灯坏了一个多月，晚上不方便。");
			for (int i = 0; i < 20; i++) {
				*(by_phone ? &in.phone : &in.device) =
					arena_printf(rig.arena, "138000012%02d", i);
				while (clock_steady() < start + 10 * i)
					;
				case_submit(&rig, &in, &receipt);
			}
			_exit(0);
		}
	for (int worker = 0; worker < 4; worker++)
		assert_true(wait(NULL) > 0);
	rig_config = usual;
	assert_int_equal(cases_so_far(), 4 * 5 + 20);
	assert_recount_agrees();
}

/* Once numbers are reserved no submit meets another at the next number, but at its sender's limit it must. */
static void of_letters_that_one_phone_sends_at_once_one_is_taken(void **state)
{
	(void)state;
	send_at_once((struct submission){ .channel = CHANNEL_LETTER, .category = CATEGORY_HELP,
		.name = S("赵敏慧"), .title = S("低保没有回音"), .addressee = S("市长信箱"),
		.body = S("去年九月在街道交的低保申请，到现在没有人答复。") }, true);
}

static const struct submission topic = { .channel = CHANNEL_TOPIC, .title = { "公交几点收车", 18 },
	.body = { "想问问三路公交车几点收车。", 39 } };

static void of_topics_that_one_phone_sends_at_once_no_more_than_its_limit_are_taken(void **state)
{
	(void)state;
	send_at_once(topic, true);
}

static void of_topics_that_one_device_sends_at_once_no_more_than_its_limit_are_taken(void **state)
{
	(void)state;
	send_at_once(topic, false);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_repeated_submit_gives_the_first_case),
		TEST(the_receipt_opens_the_case_by_link_and_by_number_with_code),
		TEST(the_sixth_post_of_a_device_in_an_hour_is_refused),
		TEST(contact_data_is_nowhere_in_clear),
		TEST(numbers_in_what_follows_the_question_are_nowhere_in_clear_either),
		TEST(one_worker_alone_leaves_no_number_out),
		TEST(concurrent_submits_get_numbers_of_their_own),
		TEST(of_letters_that_one_phone_sends_at_once_one_is_taken),
		TEST(of_topics_that_one_phone_sends_at_once_no_more_than_its_limit_are_taken),
		TEST(of_topics_that_one_device_sends_at_once_no_more_than_its_limit_are_taken),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
