/* The checks of the yearly report: sound years pass, and a fault of each kind is found where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/texts.h"
#include "report_rig.h"

#define YEARS 1000

static struct arena *arena;

static void assert_passes(const struct report_draft *draft)
{
	struct check_list list;

	check_report(arena, draft, &list);
	if (list.count > 0)
		fail_msg("%d: %s: %.*s: %.*s", draft->figures->form->year, list.failures[0].rule->id,
			STR_ARG(list.failures[0].words), STR_ARG(check_difference(arena, &list.failures[0])));
}

static void the_balanced_year_of_a_real_county_passes(void **state)
{
	struct report_figures figures = rig_real_year(arena);
	struct report_figures summed = figures;
	struct report_draft draft = rig_draft(&figures, NULL);

	(void)state;
	assert_passes(&draft);
	figures_sum(&summed);
	assert_int_equal(rig_get(&summed, "3.concluded.total"), 13810);
	assert_int_equal(rig_get(&summed, "4.review.total"), 790);
	assert_memory_equal(summed.cells, figures.cells, sizeof(figures.cells));
}

static void a_thousand_random_years_pass_and_carry_over(void **state)
{
	struct report_figures *before = NULL;
	unsigned seed = 2020;

	(void)state;
	for (int i = 0; i < YEARS; i++) {
		struct report_figures *figures = ARENA_NEW(arena, struct report_figures);
		struct report_draft draft;

		*figures = rig_random_year(arena, REPORT_FIRST_YEAR + i, before, &seed);
		draft = rig_draft(figures, before);
		assert_passes(&draft);
		before = figures;
	}
}

/* One fault each: which rule tells of it, and where. */
static const struct fault {
	const char *rule;
	const char *place;
	const char *cell;	/* of this year whose figure is one too large; NULL: see below */
	const char *before;	/* the same of the year before */
	const char *empty;	/* of this year that is emptied */
	int part;		/* of which the text is replaced */
	const char *text;
	int64_t fees;
	bool topic;		/* of part one, 平台建设, is blank */
	bool lacking;		/* a department has not filed */
} faults[] = {
	{ "empty", "2.rule.made", .empty = "2.rule.made" },
	{ "empty", "3.deny.secret.person", .empty = "3.deny.secret.person" },
	{ "empty", "4.after.pending", .empty = "4.after.pending" },
	{ "total", "3.new.total", .cell = "3.new.total" },
	{ "total", "3.skip.repeat.total", .cell = "3.skip.repeat.total" },
	{ "concluded", "3.concluded.legal", .cell = "3.concluded.legal" },
	{ "total", "3.concluded.total", .cell = "3.concluded.total" },
	{ "balance", "3.next.person", .cell = "3.new.person" },
	{ "balance", "3.next.charity", .cell = "3.carried.charity" },
	{ "balance", "3.next.other", .cell = "3.next.other" },
	{ "carried", "3.carried.business", .cell = "3.carried.business" },
	{ "carried", "3.carried.research", .before = "3.next.research" },
	{ "carried", "3.carried.total", .before = "3.next.total" },
	{ "appeals", "4.review.total", .cell = "4.review.corrected" },
	{ "appeals", "4.direct.total", .cell = "4.direct.total" },
	{ "overall", "part.1", .part = REPORT_OVERALL, .text = "" },
	{ "topics", "topic.platform", .topic = true },
	{ "filed", "dept.zjj", .lacking = true },
	{ "problems", "part.5", .part = REPORT_PROBLEMS, .text = " / " },
	{ "other", "part.6", .part = REPORT_OTHER, .text = "无" },
	{ "fees", "2.charge.amount", .fees = INT64_MAX },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "全年新收政府信息公开申请99999999件，依法办理。" },
	{ "text", "part.6", .part = REPORT_OTHER, .text = "本年度收取信息处理费共100元。" },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "收到政府信息公开申请99999999件。" },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "上年结转政府信息公开申请99999999件。" },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "办结政府信息公开申请共99999999件。" },
	{ "text", "part.5", .part = REPORT_PROBLEMS, .text = "结转下年度继续办理99999999件。" },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "予以公开99999999件，部分公开99999998件。" },
	{ "text", "part.1", .part = REPORT_OVERALL, .text = "政府信息公开行政复议：99999999件。" },
};

static void plant(const struct fault *fault, struct report_figures *figures, struct report_figures *before,
	struct report_draft *draft)
{
	static const struct str blank[REPORT_TOPICS] = { { "公开", 6 }, { "申请", 6 }, { "管理", 6 },
		{ "—", 3 }, { "保障", 6 } };
	static const struct dept dept = { .id = { "zjj", 3 }, .name = { "住建局", 9 } };
	static const struct dept *lacking[] = { &dept };
	struct report_cell cell;

	if (fault->topic)
		draft->topics = blank;
	if (fault->lacking) {
		draft->lacking = lacking;
		draft->lacking_count = 1;
	}
	if (fault->cell != NULL)
		rig_set(figures, fault->cell, rig_get(figures, fault->cell) + 1);
	if (fault->before != NULL)
		rig_set(before, fault->before, rig_get(before, fault->before) + 1);
	if (fault->empty != NULL && report_cell_find(figures->form, str_of(fault->empty), &cell))
		figures->cells[cell.index] = (struct figure){ 0 };
	if (fault->text != NULL)
		draft->texts[fault->part] = str_of(fault->text);
	draft->fees = fault->fees;
}

static bool is_found(const struct fault *fault, const struct check_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->failures[i].rule->id, fault->rule) == 0 &&
			str_eq(list->failures[i].place, str_of(fault->place)))
			return true;
	return false;
}

static void each_planted_fault_is_found_where_it_is(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct report_figures before = rig_random_year(arena, 2021, NULL, &seed);
		struct report_figures figures = rig_random_year(arena, 2022, &before, &seed);
		struct report_draft draft = rig_draft(&figures, &before);
		struct check_list list;

		assert_passes(&draft);
		plant(&faults[i], &figures, &before, &draft);
		check_report(arena, &draft, &list);
		if (!is_found(&faults[i], &list))
			fail_msg("fault %zu: %s doesn't tell of %s", i, faults[i].rule, faults[i].place);
	}
}

static void every_rule_has_a_fault_that_it_finds(void **state)
{
	(void)state;
	for (size_t i = 0; i < check_rules_count; i++) {
		bool there = strcmp(check_rules[i].id, "negative") == 0;

		for (size_t k = 0; k < sizeof(faults) / sizeof(faults[0]); k++)
			there = there || strcmp(faults[k].rule, check_rules[i].id) == 0;
		if (!there)
			fail_msg("no fault for %s", check_rules[i].id);
	}
}

/* No cell of tables 三 and 四 is outside the balances, and no cell at all may be empty. */
static void whichever_cell_is_changed_or_emptied_the_checks_find_it(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int year = 2020; year <= 2021; year++) {
		struct report_figures before = rig_random_year(arena, year - 1, NULL, &seed);
		struct report_figures figures = rig_random_year(arena, year, &before, &seed);
		struct report_draft draft = rig_draft(&figures, &before);
		struct check_list list;

		for (size_t i = 0; i < figures.form->cell_count; i++) {
			struct report_cell cell = report_cell_at(figures.form, i);
			struct figure was = figures.cells[i];

			figures.cells[i].amount++;
			check_report(arena, &draft, &list);
			if (cell.block->part != REPORT_OPENNESS && list.count == 0)
				fail_msg("%d: %.*s changed", year, STR_ARG(report_cell_id(arena, &cell)));
			figures.cells[i] = (struct figure){ 0 };
			check_report(arena, &draft, &list);
			if (list.count == 0)
				fail_msg("%d: %.*s emptied", year, STR_ARG(report_cell_id(arena, &cell)));
			figures.cells[i] = was;
		}
	}
}

static void only_a_change_may_be_negative(void **state)
{
	unsigned seed = 3;
	struct report_figures figures = rig_random_year(arena, 2019, NULL, &seed);
	struct report_draft draft = rig_draft(&figures, NULL);
	struct check_list list;

	(void)state;
	rig_set(&figures, "2.permit.change", -7);
	assert_passes(&draft);
	rig_set(&figures, "2.permit.decided", -7);
	check_report(arena, &draft, &list);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.failures[0].rule->id, "negative");
}

static void a_failure_says_both_figures(void **state)
{
	struct report_figures figures = rig_real_year(arena);
	struct report_draft draft = rig_draft(&figures, NULL);
	struct check_list list;

	(void)state;
	rig_set(&figures, "3.next.total", 820);
	check_report(arena, &draft, &list);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.failures[0].rule->id, "total");
	assert_true(str_eq(list.failures[0].words, S("表三“四、结转下年度继续办理”的“总计”")));
	assert_true(str_eq(check_difference(arena, &list.failures[0]), S("应为 819，现为 820")));
	assert_string_equal(list.failures[1].rule->id, "balance");
}

static int set_up(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_balanced_year_of_a_real_county_passes),
		TEST(a_thousand_random_years_pass_and_carry_over),
		TEST(each_planted_fault_is_found_where_it_is),
		TEST(every_rule_has_a_fault_that_it_finds),
		TEST(whichever_cell_is_changed_or_emptied_the_checks_find_it),
		TEST(only_a_change_may_be_negative),
		TEST(a_failure_says_both_figures),
	};

	arena = arena_new((size_t)256 << 20);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
