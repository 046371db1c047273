/* Finding cases: phone numbers as hashes, and what is left of them when contact data is erased. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "upkeep/due_actions.h"
#include "model/phone_index.h"
#include "store/keys.h"
#include "lists/search.h"
#include "casework_rig.h"

static uint64_t submit_from(const char *phone)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .category = CATEGORY_HELP,
		.title = S("小区门口的路灯不亮"),
		.body = S("幸福小区门口的路灯坏了两个月。"), .phone = str_of(phone) };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

static size_t found_by(const struct viewer *viewer, const char *phone)
{
	struct search_page page;

	assert_int_equal(search_phone(&rig, viewer, str_of(phone), &page), OK);
	return page.count;
}

static void a_phone_is_the_same_however_it_is_typed(void **state)
{
	static const char *const typed[] = { "13800001234", " 138-0000-1234", "+86 138 0000 1234",
		"008613800001234", "１３８００００１２３４" };
	struct str index = phone_index(&rig, str_of(typed[0]));

	(void)state;
	assert_int_equal(index.len, 16);
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		assert_true(str_eq(phone_index(&rig, str_of(typed[i])), index));
	assert_false(str_eq(phone_index(&rig, S("13800001235")), index));
	assert_int_equal(phone_index(&rig, S("123456")).len, 0);
	assert_int_equal(phone_index(&rig, S("没有电话")).len, 0);
}

static void a_text_is_searched_as_what_it_looks_like(void **state)
{
	static const struct {
		const char *text;
		enum search_by by;
	} rows[] = {
		{ "13800001234", SEARCH_PHONE },
		{ "138 0000 1234", SEARCH_PHONE },
		{ "0873-2123456", SEARCH_PHONE },
		{ "17", SEARCH_NUMBER },
		{ "00017", SEARCH_NUMBER },
		{ "20260302-00017", SEARCH_NUMBER },
		{ "路灯", SEARCH_WORD },
		{ "3号楼", SEARCH_WORD },
		{ "", SEARCH_NUMBER },
	};
	struct str number = arena_printf(rig.arena, "%s20260302-00017", rig_config.site.number_prefix);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (search_guess(&rig, str_of(rows[i].text)) != rows[i].by)
			fail_msg("%s", rows[i].text);
	assert_int_equal(search_guess(&rig, number), SEARCH_NUMBER);
}

static void a_sender_is_found_by_phone_until_the_contact_data_is_erased(void **state)
{
	struct due_counts done = { 0 };
	uint64_t n = submit_from("13800001234");
	struct case_record after;

	(void)state;
	submit_from("13800001235");
	submit_from("");
	assert_int_equal(found_by(&rig_moderator, "13800001234"), 1);
	assert_int_equal(found_by(&rig_clerk, "13800001234"), 0);
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_DECLINE, .by = &rig_moderator,
		.reason = S("ads") }, &after),
		OK);
	rig.now += (rig_config.cases.retention_days + 2) * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.erased, 1);
	assert_int_equal(read_case(n).phone.len, 0);
	assert_int_equal(found_by(&rig_moderator, "13800001234"), 0);
	assert_int_equal(found_by(&rig_moderator, "13800001235"), 1);
	assert_recount_agrees();
}

static void sixty_searches_by_phone_an_hour_are_enough(void **state)
{
	struct search_page page;

	(void)state;
	for (int i = 0; i < 60; i++)
		assert_int_equal(search_phone(&rig, &rig_moderator, S("13800001234"), &page), OK);
	assert_int_equal(search_phone(&rig, &rig_moderator, S("13800001234"), &page), ERR_TOO_MANY);
	assert_int_equal(search_phone(&rig, &rig_dispatcher, S("13800001234"), &page), OK);
	assert_int_equal(search_phone(&rig, &rig_supervisor, S("13800001234"), &page), ERR_FORBIDDEN);
}

static void the_last_digits_find_the_newest(void **state)
{
	static const char *const none[] = { "24", "00", "99999999999999999999", "1 2", "" };
	struct search_page page;

	(void)state;
	for (int i = 0; i < 23; i++)
		submit_from("");
	assert_int_equal(search_number(&rig, &rig_moderator, S("3"), &page), OK);
	assert_int_equal(page.count, 3);
	assert_int_equal(page.rows[0].n, 3);
	assert_int_equal(page.rows[1].n, 23);
	assert_int_equal(page.rows[2].n, 13);
	assert_int_equal(search_number(&rig, &rig_moderator, S("003"), &page), OK);
	assert_int_equal(page.count, 1);
	assert_int_equal(search_number(&rig, &rig_moderator, S("0"), &page), OK);
	assert_int_equal(page.count, 2);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(search_number(&rig, &rig_moderator, str_of(none[i]), &page), OK);
		assert_int_equal(page.count, 0);
	}
	assert_int_equal(search_number(&rig, &rig_clerk, S("3"), &page), OK);
	assert_int_equal(page.count, 0);
}

#define TEST(test) cmocka_unit_test_setup(test, rig_clean)

static void a_phone_is_found_below_any_number_of_others_with_the_same_beginning(void **state)
{
	uint64_t n = submit_from("13800001234");
	struct str list = phone_list(rig.arena, phone_index(&rig, S("13800001234")));
	struct batch batch = batch_in(rig.arena);
	struct search_page page;
	struct result *results;

	(void)state;
	for (int i = 0; i < 2500; i++) {
		struct str other = num(rig.arena, 1000 + i);

		BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, (uint64_t)(1000 + i)), S("ch"),
			S("letter"), S("tel"), S("x"));
		BATCH(&batch, S("ZADD"), key_list(rig.store, rig.arena, list),
			num(rig.arena, rig.now + 1 + i), other);
	}
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(search_phone(&rig, &rig_moderator, S("13800001234"), &page), OK);
	assert_int_equal(page.count, 1);
	assert_int_equal(page.rows[0].n, n);
	assert_false(page.cut);
}

static void who_wrote_more_than_a_page_is_told_that_the_list_is_cut(void **state)
{
	struct search_page page;

	(void)state;
	rig_config.limits.posts_per_phone_day = 100;
	for (int i = 0; i < SEARCH_ROWS + 1; i++)
		submit_from("13800001234");
	rig_config.limits.posts_per_phone_day = 5;
	assert_int_equal(search_phone(&rig, &rig_moderator, S("13800001234"), &page), OK);
	assert_int_equal(page.count, SEARCH_ROWS);
	assert_true(page.cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_phone_is_found_below_any_number_of_others_with_the_same_beginning),
		TEST(who_wrote_more_than_a_page_is_told_that_the_list_is_cut),
		TEST(a_phone_is_the_same_however_it_is_typed),
		TEST(a_text_is_searched_as_what_it_looks_like),
		TEST(a_sender_is_found_by_phone_until_the_contact_data_is_erased),
		TEST(sixty_searches_by_phone_an_hour_are_enough),
		TEST(the_last_digits_find_the_newest),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
