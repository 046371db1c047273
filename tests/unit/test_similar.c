/* Which topics look like a given one: lists/similar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "upkeep/recount.h"
#include "lists/similar.h"

static void titles_are_alike_as_far_as_they_share_pairs_of_characters(void **state)
{
	static const struct {
		const char *one;
		const char *other;
		int least;
		int most;
	} rows[] = {
		{ "路灯坏了", "路灯坏了", 1000, 1000 },
		{ "路灯坏了", "公交几点收车", 0, 0 },
		{ "", "", 0, 0 },
		{ "路", "路", 0, 0 },
		{ "路灯路灯", "路灯", 500, 500 },
		{ "ＡＢ路", "ab路", 1000, 1000 },
		{ "小区门口的路灯坏了两个月没人修", "门口的路灯一直不亮", 300, 400 },
		{ "南湖路的井盖松动很危险", "南湖路井盖一踩就翻", 300, 400 },
		{ "请问社保缴费年限怎么查询", "建议在文化广场增加健身器材", 0, 100 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int mark = title_likeness(rig.arena, str_of(rows[i].one), str_of(rows[i].other));

		if (mark < rows[i].least || mark > rows[i].most)
			fail_msg("%s, %s: %d", rows[i].one, rows[i].other, mark);
		assert_int_equal(mark, title_likeness(rig.arena, str_of(rows[i].other), str_of(rows[i].one)));
	}
}

static uint64_t accepted_topic(const char *title)
{
	uint64_t n = rig_submit(title, "这件事已经反映过好几次，请尽快处理。");

	assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator }, NULL),
		OK);
	return n;
}

static struct similar_part similar_to(const struct case_record *record)
{
	struct similar_part similar = { .work = &rig, .record = record };

	assert_int_equal(rounds_run(rig.store, rig.arena,
		&(struct part){ similar_ask, similar_take, &similar }, 1),
		OK);
	return similar;
}

static void the_likest_topics_come_first_and_only_those_that_take_a_merge(void **state)
{
	static const char *const titles[] = { "南湖路路灯不亮了", "南湖路路灯不亮两个月了", "路灯不亮",
		"南湖路路灯不亮", "南湖路路灯不亮请修", "南湖路路灯不亮谁管", "南湖路路灯夜里不亮" };
	struct similar_part similar;
	struct case_record record;
	uint64_t best = 0;
	uint64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		uint64_t made = accepted_topic(titles[i]);

		best = i == 3 ? made : best;
	}
	rig_submit("南湖路路灯不亮", "还没有审核过的话题，不能并进去。");
	n = rig_submit("南湖路路灯不亮", "南湖路的路灯不亮，请派人来修。");
	record = read_case(n);
	similar = similar_to(&record);
	assert_int_equal(similar.count, SIMILAR_MOST);
	assert_int_equal(similar.topics[0].n, best);
	for (size_t i = 0; i < similar.count; i++)
		assert_int_equal(similar.topics[i].state, STATE_ACCEPTED);
	record = read_case(rig_letter_in(STATE_ACCEPTED, true));
	assert_int_equal(similar_to(&record).count, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(titles_are_alike_as_far_as_they_share_pairs_of_characters),
		TEST(the_likest_topics_come_first_and_only_those_that_take_a_merge),
	};

	return cmocka_run_group_tests_name("departments", tests, rig_start, rig_stop);
}
