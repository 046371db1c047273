#include "report/annual_print.h"

#include "base/csv_print.h"

/* The members of a list of maps, one after the other. */
#define EACH(name, list) (const struct member *name = (list)->first; name != NULL; name = name->next)

static void csv_head(struct buf *out)
{
	static const char *const names[] = { "编号", "部分", "分组", "项目", "栏", "系统统计", "数值" };

	csv_begin(out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		csv_text(out, str_of(names[i]));
	csv_end_row(out);
}

static void csv_figures(struct buf *out, const struct value *figures)
{
	for EACH (m, figures) {
		csv_text(out, map_get_str(&m->value, "id"));
		csv_text(out, S("一、总体情况"));
		csv_text(out, S(""));
		csv_text(out, map_get_str(&m->value, "label"));
		csv_text(out, map_get_str(&m->value, "unit"));
		csv_int(out, map_get_int(&m->value, "amount", 0));
		csv_int(out, map_get_int(&m->value, "amount", 0));
		csv_end_row(out);
	}
}

static void csv_row(struct buf *out, struct str title, struct str caption, const struct value *row)
{
	struct str group = map_get_str(row, "group");

	for EACH (m, map_get(row, "cells")) {
		csv_text(out, map_get_str(&m->value, "id"));
		csv_text(out, title);
		csv_text(out, group.len > 0 ? group : caption);
		csv_text(out, map_get_str(row, "label"));
		csv_text(out, map_get_str(&m->value, "column"));
		csv_text(out, map_get_str(&m->value, "computed"));
		csv_text(out, map_get_str(&m->value, "text"));
		csv_end_row(out);
	}
}

struct str annual_csv(struct arena *arena, const struct value *view)
{
	struct buf out = buf_in(arena);

	csv_head(&out);
	csv_figures(&out, map_get(view, "figures"));
	for EACH (table, map_get(view, "tables"))
		for EACH (block, map_get(&table->value, "blocks"))
			for EACH (row, map_get(&block->value, "rows"))
				csv_row(&out, map_get_str(&table->value, "title"),
					map_get_str(&block->value, "caption"), &row->value);
	return buf_str(&out);
}

static void md_cell(struct buf *out, struct str text)
{
	buf_printf(out, " %.*s |", STR_ARG(text));
}

static void md_block(struct buf *out, const struct value *block)
{
	struct str caption = map_get_str(block, "caption");

	buf_printf(out, "\n| %s |", caption.len > 0 ? "信息内容" : "项目");
	for EACH (column, map_get(block, "columns"))
		md_cell(out, map_get_str(&column->value, "label"));
	buf_add(out, S("\n|---|"));
	for EACH (column, map_get(block, "columns")) {
		(void)column;
		buf_add(out, S("---:|"));
	}
	for EACH (row, map_get(block, "rows")) {
		buf_printf(out, "\n| %.*s%.*s |", STR_ARG(map_get_str(&row->value, "group")),
			STR_ARG(map_get_str(&row->value, "label")));
		for EACH (cell, map_get(&row->value, "cells"))
			md_cell(out, map_get_str(&cell->value, "text"));
	}
	buf_add(out, S("\n"));
}

static void md_figures(struct buf *out, const struct value *figures)
{
	buf_add(out, S("\n| 项目 | 数量 | 占比 |\n|---|---:|---:|"));
	for EACH (m, figures)
		buf_printf(out, "\n| %.*s | %lld%.*s | %.*s |", STR_ARG(map_get_str(&m->value, "label")),
			(long long)map_get_int(&m->value, "amount", 0),
			STR_ARG(map_get_str(&m->value, "unit")), STR_ARG(map_get_str(&m->value, "rate")));
	buf_add(out, S("\n"));
}

/* What was written, then the sentences that repeat figures. */
static void md_text(struct buf *out, const struct value *text)
{
	struct str figures = map_get_str(text, "figures");

	for EACH (m, map_get(text, "paragraphs"))
		buf_printf(out, "\n%.*s\n", STR_ARG(m->value.str));
	if (figures.len > 0)
		buf_printf(out, "\n%.*s\n", STR_ARG(figures));
}

static void md_topics(struct buf *out, const struct value *topics)
{
	for EACH (m, topics) {
		buf_printf(out, "\n### %.*s%.*s\n", STR_ARG(map_get_str(&m->value, "number")),
			STR_ARG(map_get_str(&m->value, "label")));
		md_text(out, &m->value);
	}
}

struct str annual_markdown(struct arena *arena, const struct value *view)
{
	struct buf out = buf_in(arena);

	buf_printf(&out, "# %.*s\n\n统计期限：%.*s\n\n## 一、总体情况\n", STR_ARG(map_get_str(view, "title")),
		STR_ARG(map_get_str(view, "period")));
	md_topics(&out, map_get(view, "topics"));
	md_figures(&out, map_get(view, "figures"));
	for EACH (table, map_get(view, "tables")) {
		buf_printf(&out, "\n## %.*s\n", STR_ARG(map_get_str(&table->value, "title")));
		for EACH (block, map_get(&table->value, "blocks")) {
			struct str caption = map_get_str(&block->value, "caption");

			if (caption.len > 0)
				buf_printf(&out, "\n### %.*s\n", STR_ARG(caption));
			md_block(&out, &block->value);
		}
	}
	buf_add(&out, S("\n## 五、存在的主要问题及改进情况\n"));
	md_text(&out, map_get(view, "problems"));
	buf_add(&out, S("\n## 六、其他需要报告的事项\n"));
	md_text(&out, map_get(view, "other"));
	return buf_str(&out);
}
