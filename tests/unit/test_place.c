/* Who reads where the matter is: privacy/place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/work_order.h"
#include "privacy/place.h"

#define TITLE "人民路12号外墙掉砖"
#define BODY "我家住人民路12号3栋2单元501室，外墙掉砖砸了云G12345，王老五也看见了，电话13812345678。"
#define AREA "人民路12号"

static uint64_t submit(enum channel channel, const struct work_order *order)
{
	struct submission in = { .channel = channel, .category = CATEGORY_HELP, .title = S(TITLE),
		.body = S(BODY), .area = S(AREA), .name = S("赵铁柱"), .phone = S("13812345678"),
		.addressee = channel == CHANNEL_LETTER ? S("市长信箱") : (struct str){ 0 }, .order = order };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

/* The texts as the viewer reads them. */
struct seen {
	struct case_record record;
	struct str body;
};

static struct seen look(uint64_t n, const struct viewer *viewer)
{
	struct seen seen;
	struct value *thread;
	const struct value *shown;

	assert_int_equal(case_read(&rig, n, &seen.record, &thread, NULL), OK);
	shown = thread;
	place_show(&rig, viewer, &seen.record, &shown);
	seen.body = map_get_str(&shown->first->value, "text");
	return seen;
}

static bool has(struct str text, const char *part)
{
	return str_search(text, str_of(part), 0) < text.len;
}

/* Place or not; person never. */
static void assert_sees(uint64_t n, const struct viewer *viewer, bool place)
{
	struct seen seen = look(n, viewer);

	assert_int_equal(str_eq(seen.record.title, S(TITLE)), place);
	assert_int_equal(str_eq(seen.record.area, S(AREA)), place);
	assert_int_equal(has(seen.body, "12号3栋2单元501室"), place);
	assert_int_equal(has(seen.body, "云G12345"), place);
	assert_int_equal(has(seen.body, "501"), place);
	assert_true(has(seen.body, "138****5678"));
}

static void a_reviewers_words_stay_hidden_and_the_place_is_for_whoever_works_on_it(void **state)
{
	static const enum channel channels[] = { CHANNEL_TOPIC, CHANNEL_LETTER, CHANNEL_HOTLINE };

	(void)state;
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
		struct work_order order = { .confidential = true };
		uint64_t n = submit(channels[i], channels[i] == CHANNEL_HOTLINE ? &order : NULL);
		struct viewer asker = rig_asker(n);
		struct case_record record;
		struct viewer link = { .roles = ROLE_LINK, .id = S("link:zjj"), .dept = S("zjj"),
			.case_n = n };
		struct viewer other_link = { .roles = ROLE_LINK, .id = S("link:jtj"), .dept = S("jtj"),
			.case_n = n };

		assert_sees(n, &rig_moderator, true);
		rig_do(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
			.mask = S("王老五") });
		assert_sees(n, &rig_dispatcher, true);
		assert_sees(n, &rig_clerk, false);
		rig_do(n, &(struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
		assert_sees(n, &rig_clerk, true);
		assert_sees(n, &link, true);
		assert_sees(n, &rig_approver, true);
		assert_sees(n, &rig_supervisor, true);
		assert_sees(n, &rig_other_clerk, false);
		assert_sees(n, &other_link, false);
		assert_sees(n, &asker, false);
		assert_sees(n, &viewer_public, false);
		rig_do(n, &(struct act){ .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = S("jtj"),
			.reason = S("请协助查看外墙") });
		assert_sees(n, &rig_other_clerk, true);
		assert_false(has(look(n, &rig_clerk).body, "王老五"));
		record = read_case(n);
		assert_int_equal(contact_visible(&record, &rig_clerk), i != 2);
	}
	assert_int_equal(rig_events("contact").len, 0);
}

static void what_was_erased_stays_as_it_is_public(void **state)
{
	uint64_t n = submit(CHANNEL_TOPIC, NULL);
	struct case_record record = read_case(n);
	struct value *thread;
	const struct value *shown;

	(void)state;
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	record.contact = (struct str){ 0 };
	shown = thread;
	place_show(&rig, &rig_moderator, &record, &shown);
	assert_true(has(map_get_str(&shown->first->value, "text"), "***室"));
	record.contact = S("not sealed by us");
	place_show(&rig, &rig_moderator, &record, &shown);
	assert_true(has(map_get_str(&shown->first->value, "text"), "***室"));
}

int main(void)
{
#define IN_RIG(test) cmocka_unit_test_setup(test, rig_clean)
	const struct CMUnitTest tests[] = {
		IN_RIG(a_reviewers_words_stay_hidden_and_the_place_is_for_whoever_works_on_it),
		IN_RIG(what_was_erased_stays_as_it_is_public),
	};

	return cmocka_run_group_tests_name("place", tests, rig_start, rig_stop);
}
