/* The forms of the yearly report: their rows and columns, word for word, and the cells' ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/figures.h"

static struct arena *arena;

static const struct report_block *block_of(const struct report_form *form, int part, size_t nth)
{
	for (size_t i = 0; i < form->block_count; i++)
		if (form->blocks[i].part == part && nth-- == 0)
			return &form->blocks[i];
	fail_msg("%d has no such block", form->year);
	return NULL;
}

static void assert_lines(const struct report_line *lines, size_t count, const char *const *wanted,
	size_t many)
{
	assert_int_equal(count, many);
	for (size_t i = 0; i < count; i++)
		if (!str_eq(arena_join(arena, lines[i].group, lines[i].label), str_of(wanted[i])))
			fail_msg("line %zu is %.*s%.*s, not %s", i, STR_ARG(lines[i].group),
				STR_ARG(lines[i].label), wanted[i]);
}
#define LINES(lines, ...) \
	assert_lines(block->lines##s, block->lines##_count, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

#define BEFORE_OTHER "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", \
	"（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", \
	"（三）不予公开1.属于国家秘密", "（三）不予公开2.其他法律行政法规禁止公开", \
	"（三）不予公开3.危及“三安全一稳定”", "（三）不予公开4.保护第三方合法权益", \
	"（三）不予公开5.属于三类内部事务信息", "（三）不予公开6.属于四类过程性信息", \
	"（三）不予公开7.属于行政执法案卷", "（三）不予公开8.属于行政查询事项", \
	"（四）无法提供1.本机关不掌握相关政府信息", "（四）无法提供2.没有现成信息需要另行制作", \
	"（四）无法提供3.补正后申请内容仍不明确", "（五）不予处理1.信访举报投诉类申请", \
	"（五）不予处理2.重复申请", "（五）不予处理3.要求提供公开出版物", \
	"（五）不予处理4.无正当理由大量反复申请", \
	"（五）不予处理5.要求行政机关确认或重新出具已获取信息"

static void table_three_has_the_rows_of_its_year(void **state)
{
	const struct report_block *block = block_of(report_form_of(arena, 2020), REPORT_REQUESTS, 0);

	(void)state;
	LINES(row, BEFORE_OTHER, "（六）其他处理", "（七）总计", "四、结转下年度继续办理");
	LINES(column, "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计");
	block = block_of(report_form_of(arena, 2021), REPORT_REQUESTS, 0);
	LINES(row, BEFORE_OTHER, "（六）其他处理1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
		"（六）其他处理2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
		"（六）其他处理3.其他", "（七）总计", "四、结转下年度继续办理");
}

static void table_two_is_that_of_its_year(void **state)
{
	const struct report_form *form = report_form_of(arena, 2020);
	const struct report_block *block = block_of(form, REPORT_OPENNESS, 0);

	(void)state;
	LINES(row, "规章", "规范性文件");
	LINES(column, "本年新制作数量", "本年新公开数量", "对外公开总数量");
	block = block_of(form, REPORT_OPENNESS, 1);
	LINES(row, "行政许可", "其他对外管理服务事项");
	LINES(column, "上一年项目数量", "本年增/减", "处理决定数量");
	block = block_of(form, REPORT_OPENNESS, 4);
	assert_true(str_eq(block->caption, S("第二十条第（九）项")));
	LINES(column, "采购项目数量", "采购总金额（单位：万元）");
	form = report_form_of(arena, 2021);
	block = block_of(form, REPORT_OPENNESS, 0);
	LINES(row, "规章", "行政规范性文件");
	LINES(column, "本年制发件数", "本年废止件数", "现行有效件数");
	block = block_of(form, REPORT_OPENNESS, 3);
	assert_true(str_eq(block->caption, S("第二十条第（八）项")));
	LINES(row, "行政事业性收费");
	LINES(column, "本年收费金额（单位：万元）");
	assert_ptr_equal(block_of(form, REPORT_REQUESTS, 0), block + 1);
}

static void every_cell_has_an_id_by_which_it_is_found(void **state)
{
	static const int years[] = { 2019, 2020, 2021, 2026 };
	static const char *const strange[] = { "", ".", "3", "3.new", "3.new.", "3..person", "3.new.person.x",
		"4.new.person", "33.new.person", "3.other.lapsed.total.", "1.new.person", "/.new.person" };
	struct report_cell found;

	(void)state;
	for (size_t y = 0; y < sizeof(years) / sizeof(years[0]); y++) {
		const struct report_form *form = report_form_of(arena, years[y]);

		assert_true(form->cell_count <= REPORT_CELLS);
		for (size_t i = 0; i < form->cell_count; i++) {
			struct report_cell cell = report_cell_at(form, i);
			struct str id = report_cell_id(arena, &cell);

			assert_true(report_cell_find(form, id, &found));
			assert_int_equal(found.index, i);
		}
		for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
			assert_false(report_cell_find(form, str_of(strange[i]), &found));
	}
	assert_false(report_cell_find(report_form_of(arena, 2020), S("3.other.lapsed.person"), &found));
	assert_true(report_cell_find(report_form_of(arena, 2021), S("3.other.lapsed.person"), &found));
}

static void outcomes_that_share_a_row_are_counted_in_it(void **state)
{
	static const struct {
		const char *code;
		const char *row_2020;
		const char *row_2021;
	} rows[] = {
		{ "granted.public", "granted", "granted" },
		{ "granted", "granted", "granted" },
		{ "partial", "partial", "partial" },
		{ "none.not_found", "none.not_held", "none.not_held" },
		{ "none.not_held", "none.not_held", "none.not_held" },
		{ "deny.secret", "deny.secret", "deny.secret" },
		{ "other.lapsed", "other", "other.lapsed" },
		{ "other.unpaid", "other", "other.unpaid" },
		{ "other", "other", "other" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct outcome *outcome = outcome_find(str_of(rows[i].code));

		assert_true(str_eq(report_outcome_row(2020, outcome), str_of(rows[i].row_2020)));
		assert_true(str_eq(report_outcome_row(2021, outcome), str_of(rows[i].row_2021)));
	}
}

static void figures_are_read_as_people_write_them_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		enum report_unit unit;
		bool good;
		int64_t amount;
		const char *printed;
	} rows[] = {
		{ "0", REPORT_COUNT, true, 0, "0" },
		{ " １２ ", REPORT_COUNT, true, 12, "12" },
		{ "999999999", REPORT_COUNT, true, 999999999, "999999999" },
		{ "1000000000", REPORT_COUNT, false, 0, NULL },
		{ "", REPORT_COUNT, false, 0, NULL },
		{ "/", REPORT_COUNT, false, 0, NULL },
		{ "无", REPORT_COUNT, false, 0, NULL },
		{ "-1", REPORT_COUNT, false, 0, NULL },
		{ "1.5", REPORT_COUNT, false, 0, NULL },
		{ "1,000", REPORT_COUNT, false, 0, NULL },
		{ "-3", REPORT_CHANGE, true, -3, "-3" },
		{ "+3", REPORT_CHANGE, true, 3, "3" },
		{ "-", REPORT_CHANGE, false, 0, NULL },
		{ "12.5", REPORT_MONEY, true, 12500000, "12.5" },
		{ "0.000001", REPORT_MONEY, true, 1, "0.000001" },
		{ "3.10", REPORT_MONEY, true, 3100000, "3.1" },
		{ "0.0000001", REPORT_MONEY, false, 0, NULL },
		{ ".5", REPORT_MONEY, false, 0, NULL },
		{ "1.2.3", REPORT_MONEY, false, 0, NULL },
		{ "-2", REPORT_MONEY, false, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t amount = 0;

		if (figure_parse(arena, str_of(rows[i].text), rows[i].unit, &amount) != rows[i].good)
			fail_msg("“%s”", rows[i].text);
		assert_int_equal(amount, rows[i].amount);
		if (rows[i].good)
			assert_true(str_eq(figure_print(arena, rows[i].unit, amount),
				str_of(rows[i].printed)));
	}
}

static void a_sum_with_an_empty_part_is_empty(void **state)
{
	struct report_figures figures = { .form = report_form_of(arena, 2021) };
	size_t person = report_cell_index(figures.form, REPORT_REQUESTS, S("new"), S("person"));
	size_t total = report_cell_index(figures.form, REPORT_REQUESTS, S("new"), S("total"));

	(void)state;
	figure_set(&figures, person, 3);
	figures_sum(&figures);
	assert_false(figures.cells[total].filled);
	for (size_t i = person; i < total; i++)
		figure_set(&figures, i, 2);
	figures_sum(&figures);
	assert_true(figures.cells[total].filled);
	assert_int_equal(figures.cells[total].amount, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_three_has_the_rows_of_its_year),
		cmocka_unit_test(table_two_is_that_of_its_year),
		cmocka_unit_test(every_cell_has_an_id_by_which_it_is_found),
		cmocka_unit_test(outcomes_that_share_a_row_are_counted_in_it),
		cmocka_unit_test(figures_are_read_as_people_write_them_and_nothing_else),
		cmocka_unit_test(a_sum_with_an_empty_part_is_empty),
	};

	arena = arena_new((size_t)16 << 20);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
