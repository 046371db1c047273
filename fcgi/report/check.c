#include "report/check.h"

#include "report/texts.h"

#define FIRST_ROOM 16

static void fail(struct check_list *out, const struct check_failure *failure)
{
	if (out->count == out->room) {
		size_t room = out->room > 0 ? out->room * 2 : FIRST_ROOM;
		struct check_failure *more = arena_array(out->arena, room, sizeof(*more));

		if (out->count > 0)
			memcpy(more, out->failures, out->count * sizeof(*more));
		out->failures = more;
		out->room = room;
	}
	out->failures[out->count] = *failure;
	out->failures[out->count++].rule = out->rule;
}

static void fail_cell(struct check_list *out, const struct report_cell *cell, bool figures, int64_t is,
	int64_t should)
{
	fail(out, &(struct check_failure){ .place = report_cell_id(out->arena, cell),
		.words = report_cell_words(out->arena, cell), .figures = figures,
		.unit = cell->column->unit, .is = is, .should = should });
}

/* An empty cell is told by a rule of its own. */
static void expect(struct check_list *out, const struct report_draft *draft, size_t index, int64_t should)
{
	struct report_cell cell = report_cell_at(draft->figures->form, index);
	struct figure figure = draft->figures->cells[index];

	if (figure.filled && figure.amount != should)
		fail_cell(out, &cell, true, figure.amount, should);
}

static void nothing_is_empty(const struct report_draft *draft, struct check_list *out)
{
	for (size_t i = 0; i < draft->figures->form->cell_count; i++) {
		struct report_cell cell = report_cell_at(draft->figures->form, i);

		if (!draft->figures->cells[i].filled)
			fail_cell(out, &cell, false, 0, 0);
	}
}

static void numbers_are_not_negative(const struct report_draft *draft, struct check_list *out)
{
	for (size_t i = 0; i < draft->figures->form->cell_count; i++) {
		struct report_cell cell = report_cell_at(draft->figures->form, i);

		if (cell.column->unit != REPORT_CHANGE && draft->figures->cells[i].amount < 0)
			fail_cell(out, &cell, true, draft->figures->cells[i].amount, 0);
	}
}

/* What a sum should be, from its parts alone; the other sums may be wrong too. */
static void sums_are_right(const struct report_draft *draft, struct check_list *out, int part, bool of_rows)
{
	struct report_figures right = *draft->figures;

	figures_sum(&right);
	for (size_t i = 0; i < right.form->cell_count; i++) {
		struct report_cell cell = report_cell_at(right.form, i);
		bool wanted = of_rows ? cell.row->is_sum && !cell.column->is_sum :
			cell.column->is_sum;

		if (cell.block->part == part && wanted && right.cells[i].filled)
			expect(out, draft, i, right.cells[i].amount);
	}
}

static void total_is_six_columns(const struct report_draft *draft, struct check_list *out)
{
	sums_are_right(draft, out, REPORT_REQUESTS, false);
}

static void concluded_is_its_rows(const struct report_draft *draft, struct check_list *out)
{
	sums_are_right(draft, out, REPORT_REQUESTS, true);
}

static void total_is_four_results(const struct report_draft *draft, struct check_list *out)
{
	sums_are_right(draft, out, REPORT_APPEALS, false);
}

static size_t request_cell(const struct report_form *form, struct str row, struct str column)
{
	return report_cell_index(form, REPORT_REQUESTS, row, column);
}

static const struct report_block *requests_of(const struct report_form *form)
{
	const struct report_block *block = form->blocks;

	while (block->part != REPORT_REQUESTS)
		block++;
	return block;
}

static void what_came_is_done_or_carried_over(const struct report_draft *draft, struct check_list *out)
{
	const struct report_form *form = draft->figures->form;
	const struct report_block *block = requests_of(form);

	for (size_t i = 0; i < block->column_count; i++) {
		struct str column = block->columns[i].id;
		const struct figure *cells = draft->figures->cells;
		struct figure came = cells[request_cell(form, REPORT_ROW_NEW, column)];
		struct figure old = cells[request_cell(form, REPORT_ROW_CARRIED, column)];
		struct figure done = cells[request_cell(form, REPORT_ROW_CONCLUDED, column)];

		if (came.filled && old.filled && done.filled)
			expect(out, draft, request_cell(form, REPORT_ROW_NEXT, column),
				came.amount + old.amount - done.amount);
	}
}

static void last_year_is_carried_over(const struct report_draft *draft, struct check_list *out)
{
	const struct report_form *form = draft->figures->form;
	const struct report_block *block = requests_of(form);

	for (size_t i = 0; i < block->column_count && draft->before != NULL; i++) {
		struct str column = block->columns[i].id;
		struct figure next = draft->before->cells[request_cell(draft->before->form, REPORT_ROW_NEXT,
			column)];

		if (next.filled)
			expect(out, draft, request_cell(form, REPORT_ROW_CARRIED, column), next.amount);
	}
}

/* What some write where they have nothing to say, which the form forbids. */
static bool is_blank(struct str text)
{
	static const char *const marks[] = { "", "/", "／", "\\", "-", "—", "——", "无" };
	struct str bare = str_trim(text);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_eq(bare, str_of(marks[i])))
			return true;
	return false;
}

static void words_are_written(const struct report_draft *draft, struct check_list *out, int part)
{
	if (is_blank(draft->texts[part]))
		fail(out, &(struct check_failure){ .place = arena_printf(out->arena, "part.%d", part),
			.words = str_of(report_part_title(part)) });
}

static void overall_is_written(const struct report_draft *draft, struct check_list *out)
{
	words_are_written(draft, out, REPORT_OVERALL);
}

static void topics_are_written(const struct report_draft *draft, struct check_list *out)
{
	for (size_t i = 0; i < REPORT_TOPICS; i++)
		if (is_blank(draft->topics[i]))
			fail(out, &(struct check_failure){
				.place = arena_printf(out->arena, "topic.%s",
					report_text_name((enum report_text)i)),
				.words = str_of(report_text_label((enum report_text)i)) });
}

static void everybody_has_filed(const struct report_draft *draft, struct check_list *out)
{
	for (size_t i = 0; i < draft->lacking_count; i++)
		fail(out, &(struct check_failure){
			.place = arena_join(out->arena, S("dept."), draft->lacking[i]->id),
			.words = draft->lacking[i]->name });
}

static void problems_are_written(const struct report_draft *draft, struct check_list *out)
{
	words_are_written(draft, out, REPORT_PROBLEMS);
}

static void other_matters_are_written(const struct report_draft *draft, struct check_list *out)
{
	words_are_written(draft, out, REPORT_OTHER);
}

/* Fees for handling requests are one of the administrative charges (行政事业性收费) of table 二. */
static void fees_are_among_charges(const struct report_draft *draft, struct check_list *out)
{
	const struct report_form *form = draft->figures->form;
	size_t index = report_cell_index(form, REPORT_OPENNESS, S("charge"), S("amount"));
	struct report_cell cell = report_cell_at(form, index);
	struct figure charged = draft->figures->cells[index];

	if (charged.filled && charged.amount < draft->fees)
		fail_cell(out, &cell, true, charged.amount, draft->fees);
}

/* Words of the parts one, five and six before a number, and the figure that it repeats. */
static const struct claim {
	const char *words;
	const char *cell;	/* NULL: the fees */
	const char *unit;	/* behind the number; of money 元 */
} claims[] = {
	{ "新收政府信息公开申请", "3.new.total", "件" },
	{ "收到政府信息公开申请", "3.new.total", "件" },
	{ "上年结转政府信息公开申请", "3.carried.total", "件" },
	{ "办结政府信息公开申请", "3.concluded.total", "件" },
	{ "结转下年度继续办理", "3.next.total", "件" },
	{ "予以公开", "3.granted.total", "件" },
	{ "部分公开", "3.partial.total", "件" },
	{ "政府信息公开行政复议", "4.review.total", "件" },
	{ "收取信息处理费", NULL, "元" },
};

#define CLAIM_DIGITS 15

/* The number that stands right behind the words, perhaps after 共 or the like; false: none with that unit. */
static bool read_claim(struct str rest, const struct claim *claim, int64_t *out)
{
	static const char *const between[] = { "共", "计", "为", "：" };
	size_t digits = 0;

	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
		if (str_starts(rest, str_of(between[i])))
			rest = str_sub(rest, strlen(between[i]), rest.len);
	rest = str_trim(rest);
	while (digits < rest.len && rest.data[digits] >= '0' && rest.data[digits] <= '9')
		digits++;
	if (digits == 0 || digits > CLAIM_DIGITS || !str_to_i64(str_sub(rest, 0, digits), out))
		return false;
	return str_starts(str_trim(str_sub(rest, digits, rest.len)), str_of(claim->unit));
}

static void tell_claim(struct check_list *out, int part, const struct claim *claim, int64_t is,
	int64_t should)
{
	fail(out, &(struct check_failure){ .place = arena_printf(out->arena, "part.%d", part),
		.words = ARENA_GLUE(out->arena, str_of(report_part_title(part)), S("“"), str_of(claim->words),
			S("”")),
		.figures = true, .is = is, .should = should });
}

static void check_claim(const struct report_draft *draft, const struct claim *claim, int part,
	struct check_list *out)
{
	struct str text = draft->texts[part];
	struct str words = str_of(claim->words);
	struct report_cell cell;
	int64_t should = draft->fees / 100;
	int64_t is;

	if (claim->cell != NULL) {
		report_cell_find(draft->figures->form, str_of(claim->cell), &cell);
		if (!draft->figures->cells[cell.index].filled)
			return;
		should = draft->figures->cells[cell.index].amount;
	}
	for (size_t at = str_search(text, words, 0); at < text.len;
		at = str_search(text, words, at + words.len))
		if (read_claim(str_sub(text, at + words.len, text.len), claim, &is) && is != should)
			tell_claim(out, part, claim, is, should);
}

static void words_repeat_the_tables(const struct report_draft *draft, struct check_list *out)
{
	for (int part = REPORT_OVERALL; part <= REPORT_PARTS; part++)
		for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
			check_claim(draft, &claims[i], part, out);
}

#define TABLES(name, sentence, function) \
	{ .id = (name), .words = (sentence), .tables = true, .look = (function) }
#define WHOLE(name, sentence, year, function) \
	{ .id = (name), .words = (sentence), .first_year = (year), .look = (function) }

const struct check_rule check_rules[] = {
	TABLES("empty", "表格每一格都要填数字，没有的填“0”，不得留空或者填“/”。", nothing_is_empty),
	TABLES("negative", "除“本年增/减”外，数字不得为负数。", numbers_are_not_negative),
	TABLES("total", "表三：各行“总计”等于自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他之和。",
		total_is_six_columns),
	TABLES("concluded", "表三：各列“（七）总计”等于（一）至（六）各行之和。", concluded_is_its_rows),
	TABLES("balance", "表三：各列第一项加第二项之和，等于第三项“（七）总计”加第四项之和。",
		what_came_is_done_or_carried_over),
	WHOLE("carried", "表三：各列“上年结转政府信息公开申请数量”等于上一年度报告的“结转下年度继续办理”。", 0,
		last_year_is_carried_over),
	TABLES("appeals", "表四：各项“总计”等于结果维持、结果纠正、其他结果、尚未审结之和。",
		total_is_four_results),
	WHOLE("filed", "各部门都已填报。", 0, everybody_has_filed),
	WHOLE("overall", "第一部分不得留空。", 0, overall_is_written),
	WHOLE("topics", "第一部分写明主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。", 2021,
		topics_are_written),
	WHOLE("problems", "第五部分不得留空。", 0, problems_are_written),
	WHOLE("other", "第六部分不得留空；没有其他需要报告的事项的，要写明没有。", 0,
		other_matters_are_written),
	WHOLE("fees", "第六部分的信息处理费包含在表二的行政事业性收费中，不得大于“本年收费金额”。", 2021,
		fees_are_among_charges),
	WHOLE("text", "文字部分写到的数字与表格一致。", 0, words_repeat_the_tables),
};
const size_t check_rules_count = sizeof(check_rules) / sizeof(check_rules[0]);

bool check_applies(const struct check_rule *rule, int year)
{
	return year >= rule->first_year;
}

static void look(const struct report_draft *draft, bool tables, struct check_list *out)
{
	for (size_t i = 0; i < check_rules_count; i++) {
		out->rule = &check_rules[i];
		if (check_applies(out->rule, draft->figures->form->year) && (!tables || out->rule->tables))
			out->rule->look(draft, out);
	}
}

void check_report(struct arena *arena, const struct report_draft *draft, struct check_list *out)
{
	*out = (struct check_list){ .arena = arena };
	look(draft, false, out);
}

void check_tables(struct arena *arena, const struct report_figures *figures, struct check_list *out)
{
	*out = (struct check_list){ .arena = arena };
	look(&(struct report_draft){ .figures = figures }, true, out);
}

struct str check_difference(struct arena *arena, const struct check_failure *failure)
{
	if (!failure->figures)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, S("应为 "), figure_print(arena, failure->unit, failure->should),
		S("，现为 "), figure_print(arena, failure->unit, failure->is));
}
