#include "report/form.h"

#include <stdlib.h>

#include "model/appeal.h"
#include "model/application.h"

#define SECOND_FORM_YEAR 2021

#define LINES(...) (const struct report_line[]){ __VA_ARGS__ }, \
	sizeof((const struct report_line[]){ __VA_ARGS__ }) / sizeof(struct report_line)
#define LINE(name, words) { .id = { (name), sizeof(name) - 1 }, .label = { (words), sizeof(words) - 1 } }
#define LINE_OF(name, words, kind) \
	{ .id = { (name), sizeof(name) - 1 }, .label = { (words), sizeof(words) - 1 }, .unit = (kind) }
#define LINE_SUM(name, words) \
	{ .id = { (name), sizeof(name) - 1 }, .label = { (words), sizeof(words) - 1 }, .is_sum = true }
#define CAPTION(words) { (words), sizeof(words) - 1 }

/* A heading of table 二. */
struct heading {
	struct str caption;
	const struct report_line *rows;
	size_t row_count;
	const struct report_line *columns;
	size_t column_count;
};

/* 国办公开办函〔2019〕60号 */
static const struct heading headings_2019[] = {
	{ CAPTION("第二十条第（一）项"),
		LINES(LINE("rule", "规章"), LINE("normative", "规范性文件")),
		LINES(LINE("made", "本年新制作数量"), LINE("opened", "本年新公开数量"),
			LINE("held", "对外公开总数量")) },
	{ CAPTION("第二十条第（五）项"),
		LINES(LINE("permit", "行政许可"), LINE("service", "其他对外管理服务事项")),
		LINES(LINE("before", "上一年项目数量"), LINE_OF("change", "本年增/减", REPORT_CHANGE),
			LINE("decided", "处理决定数量")) },
	{ CAPTION("第二十条第（六）项"),
		LINES(LINE("penalty", "行政处罚"), LINE("coercion", "行政强制")),
		LINES(LINE("before", "上一年项目数量"), LINE_OF("change", "本年增/减", REPORT_CHANGE),
			LINE("decided", "处理决定数量")) },
	{ CAPTION("第二十条第（八）项"), LINES(LINE("charge", "行政事业性收费")),
		LINES(LINE("before", "上一年项目数量"), LINE_OF("change", "本年增/减", REPORT_CHANGE)) },
	{ CAPTION("第二十条第（九）项"), LINES(LINE("purchase", "政府集中采购")),
		LINES(LINE("projects", "采购项目数量"),
			LINE_OF("amount", "采购总金额（单位：万元）", REPORT_MONEY)) },
};

/* 国办公开办函〔2021〕30号 */
static const struct heading headings_2021[] = {
	{ CAPTION("第二十条第（一）项"),
		LINES(LINE("rule", "规章"), LINE("normative", "行政规范性文件")),
		LINES(LINE("made", "本年制发件数"), LINE("revoked", "本年废止件数"),
			LINE("valid", "现行有效件数")) },
	{ CAPTION("第二十条第（五）项"), LINES(LINE("permit", "行政许可")),
		LINES(LINE("decided", "本年处理决定数量")) },
	{ CAPTION("第二十条第（六）项"),
		LINES(LINE("penalty", "行政处罚"), LINE("coercion", "行政强制")),
		LINES(LINE("decided", "本年处理决定数量")) },
	{ CAPTION("第二十条第（八）项"), LINES(LINE("charge", "行政事业性收费")),
		LINES(LINE_OF("amount", "本年收费金额（单位：万元）", REPORT_MONEY)) },
};

#define ROWS_OF_REQUESTS 32

const char *report_part_title(int part)
{
	static const char *const titles[] = {
		[REPORT_OVERALL] = "一、总体情况",
		[REPORT_OPENNESS] = "二、主动公开政府信息情况",
		[REPORT_REQUESTS] = "三、收到和处理政府信息公开申请情况",
		[REPORT_APPEALS] = "四、政府信息公开行政复议、行政诉讼情况",
		[REPORT_PROBLEMS] = "五、存在的主要问题及改进情况",
		[REPORT_OTHER] = "六、其他需要报告的事项",
	};

	return titles[part];
}

static bool is_second(int year)
{
	return year >= SECOND_FORM_YEAR;
}

/* The first form has one row for all that is 其他处理. */
static bool is_one_row(int year, const struct outcome *outcome)
{
	return !is_second(year) && str_starts(str_of(outcome->code), S("other"));
}

static bool share_row(int year, const struct outcome *a, const struct outcome *b)
{
	return strcmp(a->group, b->group) == 0 && (strcmp(a->label, b->label) == 0 || is_one_row(year, a));
}

struct str report_outcome_row(int year, const struct outcome *outcome)
{
	size_t last = 0;

	/* Outcomes that share a row stand together; the last, which is the general one, names it. */
	for (size_t i = 0; i < outcomes_count; i++)
		if (share_row(year, &outcomes[i], outcome))
			last = i;
	return str_of(outcomes[last].code);
}

static struct report_line outcome_line(struct arena *arena, int year, const struct outcome *outcome)
{
	struct str group = str_of(outcome->group);
	struct str label = str_of(outcome->label);
	struct report_line line = { .id = report_outcome_row(year, outcome) };

	if (is_one_row(year, outcome) || str_ends(group, label)) {
		line.label = arena_join(arena, group, str_of(outcome->note));
		return line;
	}
	line.group = group;
	line.label = label;
	return line;
}

static void add_request_rows(struct arena *arena, int year, struct report_line *rows, size_t *count)
{
	static const struct report_line first[] = {
		LINE("new", "一、本年新收政府信息公开申请数量"),
		LINE("carried", "二、上年结转政府信息公开申请数量"),
	};
	static const struct report_line last[] = {
		LINE_SUM("concluded", "（七）总计"),
		LINE("next", "四、结转下年度继续办理"),
	};

	*count = 0;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		rows[(*count)++] = first[i];
	for (size_t i = 0; i < outcomes_count; i++)
		if (i == 0 || !share_row(year, &outcomes[i - 1], &outcomes[i]))
			rows[(*count)++] = outcome_line(arena, year, &outcomes[i]);
	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++)
		rows[(*count)++] = last[i];
}

static const struct report_line total = LINE_SUM("total", "总计");

static struct report_block request_block(struct arena *arena, int year)
{
	struct report_line *rows = arena_array(arena, ROWS_OF_REQUESTS, sizeof(*rows));
	struct report_line *columns = arena_array(arena, APPLICANT_COUNT + 1, sizeof(*columns));
	struct report_block block = { .part = REPORT_REQUESTS, .rows = rows, .columns = columns,
		.column_count = APPLICANT_COUNT + 1 };

	add_request_rows(arena, year, rows, &block.row_count);
	for (size_t i = 0; i < APPLICANT_COUNT; i++)
		columns[i] = (struct report_line){ .id = str_of(applicant_name((enum applicant)i)),
			.label = str_of(applicant_label((enum applicant)i)) };
	columns[APPLICANT_COUNT] = total;
	return block;
}

static struct report_block appeal_block(struct arena *arena)
{
	struct report_line *rows = arena_array(arena, APPEAL_KINDS, sizeof(*rows));
	struct report_line *columns = arena_array(arena, APPEAL_RESULTS + 1, sizeof(*columns));

	for (size_t i = 0; i < APPEAL_KINDS; i++)
		rows[i] = (struct report_line){ .id = str_of(appeal_kind_name((enum appeal_kind)i)),
			.label = str_of(appeal_kind_label((enum appeal_kind)i)) };
	for (size_t i = 0; i < APPEAL_RESULTS; i++)
		columns[i] = (struct report_line){ .id = str_of(appeal_result_name((enum appeal_result)i)),
			.label = str_of(appeal_result_label((enum appeal_result)i)) };
	columns[APPEAL_RESULTS] = total;
	return (struct report_block){ .part = REPORT_APPEALS, .rows = rows, .row_count = APPEAL_KINDS,
		.columns = columns, .column_count = APPEAL_RESULTS + 1 };
}

static void add_block(struct report_form *form, struct report_block block)
{
	block.first = form->cell_count;
	form->cell_count += block.row_count * block.column_count;
	form->blocks[form->block_count++] = block;
}

const struct report_form *report_form_of(struct arena *arena, int year)
{
	struct report_form *form = ARENA_NEW(arena, struct report_form);
	const struct heading *headings = is_second(year) ? headings_2021 : headings_2019;
	size_t count = is_second(year) ? sizeof(headings_2021) / sizeof(headings_2021[0]) :
		sizeof(headings_2019) / sizeof(headings_2019[0]);

	form->year = year;
	form->source = is_second(year) ? "国办公开办函〔2021〕30号" : "国办公开办函〔2019〕60号";
	for (size_t i = 0; i < count; i++)
		add_block(form, (struct report_block){ .part = REPORT_OPENNESS,
			.caption = headings[i].caption,
			.rows = headings[i].rows,
			.row_count = headings[i].row_count,
			.columns = headings[i].columns,
			.column_count = headings[i].column_count });
	add_block(form, request_block(arena, year));
	add_block(form, appeal_block(arena));
	return form;
}

struct report_cell report_cell_at(const struct report_form *form, size_t index)
{
	const struct report_block *block = form->blocks;

	while (index >= block->first + block->row_count * block->column_count)
		block++;
	return (struct report_cell){ block, &block->rows[(index - block->first) / block->column_count],
		&block->columns[(index - block->first) % block->column_count], index };
}

struct str report_cell_id(struct arena *arena, const struct report_cell *cell)
{
	return arena_printf(arena, "%d.%.*s.%.*s", cell->block->part, STR_ARG(cell->row->id),
		STR_ARG(cell->column->id));
}

struct str report_cell_words(struct arena *arena, const struct report_cell *cell)
{
	static const char *const names[] = { [REPORT_OPENNESS] = "表二", [REPORT_REQUESTS] = "表三",
		[REPORT_APPEALS] = "表四" };

	return ARENA_GLUE(arena, str_of(names[cell->block->part]), S("“"), cell->row->group,
		cell->row->label, S("”的“"), cell->column->label, S("”"));
}

bool report_cell_is_sum(const struct report_cell *cell)
{
	return cell->row->is_sum || cell->column->is_sum;
}

static bool find_line(const struct report_line *lines, size_t count, struct str id, size_t *at)
{
	for (*at = 0; *at < count; (*at)++)
		if (str_eq(lines[*at].id, id))
			return true;
	return false;
}

static bool find_cell(const struct report_form *form, int part, struct str row, struct str column,
	size_t *index)
{
	size_t r, c;

	for (size_t i = 0; i < form->block_count; i++) {
		const struct report_block *block = &form->blocks[i];

		if (block->part == part && find_line(block->rows, block->row_count, row, &r) &&
			find_line(block->columns, block->column_count, column, &c)) {
			*index = block->first + r * block->column_count + c;
			return true;
		}
	}
	return false;
}

bool report_cell_find(const struct report_form *form, struct str id, struct report_cell *out)
{
	size_t dot = id.len;
	struct str row = id;
	struct str part;
	size_t index;

	while (dot > 0 && id.data[dot - 1] != '.')
		dot--;
	if (dot == 0)
		return false;
	row.len = dot - 1;
	if (!str_cut(&row, '.', &part) || part.len != 1 ||
		!find_cell(form, part.data[0] - '0', row, str_sub(id, dot, id.len), &index))
		return false;
	*out = report_cell_at(form, index);
	return true;
}

size_t report_cell_index(const struct report_form *form, int part, struct str row, struct str column)
{
	size_t index;

	if (!find_cell(form, part, row, column, &index))
		abort();
	return index;
}
