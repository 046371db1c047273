/* Letters: private unless their sender agreed and a moderator published them. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/derive.h"
#include "upkeep/due_actions.h"
#include "lists/listing.h"
#include "upkeep/recount.h"
#include "store/keys.h"

static const struct act publish = { .action = ACTION_PUBLISH, .by = &rig_moderator };
static const struct act unpublish = { .action = ACTION_UNPUBLISH, .by = &rig_moderator,
	.reason = { "核实中", 9 } };

/* How many letters the public finds in the lists, whatever the tab and filter. */
static size_t letters_listed(void)
{
	size_t most = 0;

	for (enum tab tab = 0; tab < TAB_COUNT; tab++)
		for (int filter = 0; filter < 3; filter++) {
			struct listing listing = { .channel = CHANNEL_LETTER,
				.tab = tab,
				.any_category = filter != 1,
				.category = CATEGORY_HELP,
				.dept = filter == 2 ? S("zjj") : S(""),
				.limit = 50 };
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

/* Whatever its state: private at once, and no moderator publishes it again. */
static void a_consent_that_is_withdrawn_is_withdrawn_for_good(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < RIG_STATES; s++) {
		uint64_t n = rig_letter_in(s, true);
		struct viewer asker = rig_asker(n);
		struct act withdraw = { .action = ACTION_WITHDRAW_CONSENT, .by = &asker };
		struct case_record before;
		struct case_record record;

		rig_act(n, &publish, NULL);
		before = read_case(n);
		assert_int_equal(rig_act(n, &withdraw, NULL), OK);
		record = read_case(n);
		assert_false(record.consent || record.published || case_visible(&record, &viewer_public));
		/* Who is writing its answer loses no race to it. */
		assert_int_equal(record.version, before.version);
		assert_int_equal(record.state, s);
		assert_int_equal(rig_act(n, &publish, NULL), ERR_NOT_NOW);
		assert_int_equal(rig_act(n, &withdraw, NULL), ERR_NOT_NOW);
	}
	assert_int_equal(public_lists(), 0);
	assert_recount_agrees();
}

static void only_the_sender_withdraws_a_consent_and_only_one_that_was_given(void **state)
{
	uint64_t given = rig_letter_in(STATE_ANSWERED, true);
	uint64_t never = rig_letter_in(STATE_ANSWERED, false);
	struct viewer asker = rig_asker(never);
	struct act withdraw = { .action = ACTION_WITHDRAW_CONSENT, .by = &asker };

	(void)state;
	assert_int_equal(rig_act(never, &withdraw, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(given, &withdraw, NULL), ERR_NOT_FOUND);
	withdraw.by = &rig_moderator;
	assert_int_equal(rig_act(given, &withdraw, NULL), ERR_FORBIDDEN);
	assert_true(read_case(given).consent);
}

static void letters_and_topics_never_meet_in_a_list(void **state)
{
	struct listing topics = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true,
		.limit = 50 };
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
	struct submission in = { .channel = CHANNEL_LETTER, .title = S("低保申请半年没有回音"),
		.once = S("form-1"),
		.body = S("去年九月交的低保申请，到现在没有人答复。"), .name = S("张三丰"),
		.phone = S("13987654321"),
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
		.body = S("去年九月交的低保申请，到现在没有人答复。"), .name = S("张三丰"),
		.phone = S("13987654321"),
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

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_letter_is_in_no_list_and_seen_by_nobody_outside_whatever_its_state),
		TEST(no_letter_is_published_without_its_senders_consent),
		TEST(a_moderator_publishes_a_letter_with_consent_once_it_is_reviewed),
		TEST(a_published_letter_is_taken_down_and_put_back),
		TEST(a_consent_that_is_withdrawn_is_withdrawn_for_good),
		TEST(only_the_sender_withdraws_a_consent_and_only_one_that_was_given),
		TEST(letters_and_topics_never_meet_in_a_list),
		TEST(a_second_letter_from_a_phone_within_a_day_is_refused),
		TEST(a_letter_without_name_phone_or_addressee_is_refused),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
