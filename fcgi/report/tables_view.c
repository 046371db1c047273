#include "report/tables_view.h"

/* Columns before the figures of table 三: the result, its group, the row. */
#define HEAD_COLUMNS 3

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

static void add_row(const struct tables_shown *shown, const struct report_block *block, size_t row,
	struct value *map)
{
	const struct report_line *line = &block->rows[row];
	bool of_results = block->part == REPORT_REQUESTS && is_outcome(line);
	size_t results = result_span(block, row);
	struct value *cells;

	map_str(map, "id", line->id);
	map_str(map, "group", line->group);
	map_str(map, "label", line->label);
	map_bool(map, "sum", line->is_sum);
	map_int(map, "group_rows", (int64_t)span(block, row));
	map_int(map, "result_rows", (int64_t)results);
	/* Without （七）总计, which nobody enters. */
	map_int(map, "entry_result_rows", results > 0 ? (int64_t)results - 1 : 0);
	map_int(map, "label_columns",
		block->part == REPORT_REQUESTS ? HEAD_COLUMNS - of_results - (line->group.len > 0) : 1);
	cells = map_list(map, "cells");
	for (size_t i = 0; i < block->column_count; i++) {
		struct report_cell cell = report_cell_at(shown->form,
			block->first + row * block->column_count + i);
		struct value *one = list_map(cells);

		map_str(one, "id", report_cell_id(map->arena, &cell));
		map_str(one, "column", cell.column->label);
		shown->add(shown->context, &cell, one);
	}
}

static void add_block(const struct tables_shown *shown, const struct report_block *block, struct value *map)
{
	int64_t head = block->part == REPORT_REQUESTS ? HEAD_COLUMNS : 1;
	struct value *columns;
	struct value *rows;

	map_str(map, "caption", block->caption);
	map_int(map, "head_columns", head);
	map_int(map, "all_columns", head + (int64_t)block->column_count);
	columns = map_list(map, "columns");
	for (size_t i = 0; i < block->column_count; i++) {
		struct value *column = list_map(columns);

		map_str(column, "id", block->columns[i].id);
		map_str(column, "label", block->columns[i].label);
		map_bool(column, "first", i == 0);
		map_bool(column, "sum", block->columns[i].is_sum);
	}
	rows = map_list(map, "rows");
	for (size_t i = 0; i < block->row_count; i++)
		add_row(shown, block, i, list_map(rows));
}

static void add_table(const struct tables_shown *shown, int part, struct value *map)
{
	const struct report_form *form = shown->form;
	struct value *blocks;

	map_int(map, "part", part);
	map_str(map, "title", str_of(report_part_title(part)));
	map_bool(map, "requests", part == REPORT_REQUESTS);
	map_bool(map, "appeals", part == REPORT_APPEALS);
	blocks = map_list(map, "blocks");
	for (size_t i = 0; i < form->block_count; i++)
		if (form->blocks[i].part == part)
			add_block(shown, &form->blocks[i], list_map(blocks));
}

void tables_view(const struct tables_shown *shown, struct value *view)
{
	struct value *tables = map_list(view, "tables");

	for (int part = REPORT_OPENNESS; part <= REPORT_APPEALS; part++)
		add_table(shown, part, list_map(tables));
}
