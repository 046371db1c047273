#include "report/annual_view.h"

#include "base/clock.h"
#include "base/ratio.h"

static void add_cell(struct arena *arena, const struct annual *annual, const struct report_cell *cell,
	struct value *map)
{
	struct figure sum = annual->sum.cells[cell->index];
	struct figure computed = annual->computed.tables.cells[cell->index];

	map_str(map, "id", report_cell_id(arena, cell));
	map_str(map, "column", cell->column->label);
	map_bool(map, "filled", sum.filled);
	map_str(map, "text",
		sum.filled ? figure_print(arena, cell->column->unit, sum.amount) : (struct str){ 0 });
	map_str(map, "computed",
		computed.filled ? figure_print(arena, cell->column->unit, computed.amount) :
			(struct str){ 0 });
}

static bool is_outcome(const struct report_line *row)
{
	return outcome_find(row->id) != NULL || str_eq(row->id, REPORT_ROW_CONCLUDED);
}

/* How many rows from this one on stand under the same heading; 0: none, or an earlier one has it. */
static size_t span(const struct report_block *block, size_t row)
{
	const struct report_line *rows = block->rows;
	size_t count = 0;

	if (rows[row].group.len == 0 || (row > 0 && str_eq(rows[row - 1].group, rows[row].group)))
		return 0;
	while (row + count < block->row_count && str_eq(rows[row + count].group, rows[row].group))
		count++;
	return count;
}

/* The same of “三、本年度办理结果”. */
static size_t result_span(const struct report_block *block, size_t row)
{
	size_t count = 0;

	if (block->part != REPORT_REQUESTS || !is_outcome(&block->rows[row]) ||
		(row > 0 && is_outcome(&block->rows[row - 1])))
		return 0;
	while (row + count < block->row_count && is_outcome(&block->rows[row + count]))
		count++;
	return count;
}

static void add_row(struct arena *arena, const struct annual *annual, const struct report_block *block,
	size_t row, struct value *map)
{
	const struct report_line *line = &block->rows[row];
	bool of_results = block->part == REPORT_REQUESTS && is_outcome(line);
	struct value *cells;

	map_str(map, "id", line->id);
	map_str(map, "group", line->group);
	map_str(map, "label", line->label);
	map_bool(map, "sum", line->is_sum);
	map_int(map, "group_rows", (int64_t)span(block, row));
	map_int(map, "result_rows", (int64_t)result_span(block, row));
	map_int(map, "label_columns", 3 - of_results - (line->group.len > 0));
	cells = map_list(map, "cells");
	for (size_t i = 0; i < block->column_count; i++) {
		struct report_cell cell = report_cell_at(annual->sum.form,
			block->first + row * block->column_count + i);

		add_cell(arena, annual, &cell, list_map(cells));
	}
}

static void add_block(struct arena *arena, const struct annual *annual, const struct report_block *block,
	struct value *map)
{
	struct value *columns;
	struct value *rows;

	map_str(map, "caption", block->caption);
	columns = map_list(map, "columns");
	for (size_t i = 0; i < block->column_count; i++) {
		struct value *column = list_map(columns);

		map_str(column, "id", block->columns[i].id);
		map_str(column, "label", block->columns[i].label);
	}
	rows = map_list(map, "rows");
	for (size_t i = 0; i < block->row_count; i++)
		add_row(arena, annual, block, i, list_map(rows));
}

static void add_table(struct arena *arena, const struct annual *annual, int part, struct value *map)
{
	const struct report_form *form = annual->sum.form;
	struct value *blocks;

	map_int(map, "part", part);
	map_str(map, "title", str_of(report_part_title(part)));
	blocks = map_list(map, "blocks");
	for (size_t i = 0; i < form->block_count; i++)
		if (form->blocks[i].part == part)
			add_block(arena, annual, &form->blocks[i], list_map(blocks));
}

/* Tenths of a percent as people read them: "98.5%". */
static struct str rate_text(struct arena *arena, const struct yearly_figure *figure)
{
	int64_t mille = ratio(figure->amount, 1000, figure->of);

	if (figure->of == 0)
		return (struct str){ 0 };
	return mille % 10 == 0 ? arena_printf(arena, "%d%%", (int)(mille / 10)) :
		arena_printf(arena, "%d.%d%%", (int)(mille / 10), (int)(mille % 10));
}

static void add_figures(struct arena *arena, const struct yearly *yearly, struct value *list)
{
	for (size_t i = 0; i < yearly->figure_count; i++) {
		const struct yearly_figure *figure = &yearly->figures[i];
		struct value *map = list_map(list);

		map_str(map, "id", str_of(figure->id));
		map_str(map, "label", str_of(figure->label));
		map_str(map, "unit", str_of(figure->unit));
		map_int(map, "amount", figure->amount);
		map_str(map, "rate", rate_text(arena, figure));
	}
}

static void add_failures(struct arena *arena, const struct check_list *checks, const struct check_rule *rule,
	struct value *map)
{
	struct value *list = map_list(map, "failures");

	for (size_t i = 0; i < checks->count; i++) {
		const struct check_failure *failure = &checks->failures[i];
		struct value *row;

		if (failure->rule != rule)
			continue;
		row = list_map(list);
		map_str(row, "place", failure->place);
		map_str(row, "words", failure->words);
		map_str(row, "difference", check_difference(arena, failure));
	}
	map_bool(map, "passed", list->count == 0);
}

static void add_checks(struct arena *arena, const struct annual *annual, struct value *view)
{
	struct value *list = map_list(view, "checks");

	for (size_t i = 0; i < check_rules_count; i++) {
		struct value *map;

		if (!check_applies(&check_rules[i], annual->year))
			continue;
		map = list_map(list);
		map_str(map, "id", str_of(check_rules[i].id));
		map_str(map, "rule", str_of(check_rules[i].words));
		add_failures(arena, &annual->checks, &check_rules[i], map);
	}
	map_int(view, "failed", (int64_t)annual->checks.count);
}

void annual_view(const struct casework *work, const struct annual *annual, struct value *view)
{
	struct arena *arena = work->arena;
	struct value *tables;

	map_int(view, "year", annual->year);
	map_str(view, "title", arena_printf(arena, "%s%d年政府信息公开工作年度报告", work->config->site.host,
		annual->year));
	map_str(view, "period", arena_printf(arena, "%d年1月1日至%d年12月31日", annual->year, annual->year));
	map_bool(view, "over", annual->year < date_of_day(clock_day(work->now)).year);
	map_str(view, "source", str_of(annual->sum.form->source));
	add_figures(arena, &annual->computed, map_list(view, "figures"));
	tables = map_list(view, "tables");
	for (int part = REPORT_OPENNESS; part <= REPORT_APPEALS; part++)
		add_table(arena, annual, part, list_map(tables));
	map_str(view, "fees", figure_print(arena, REPORT_MONEY, annual->computed.fees));
	add_checks(arena, annual, view);
}
