#include "report/frozen.h"

#include "base/json.h"

/* The members of a list, one after the other; none of what isn't there. */
#define EACH(name, list) \
	(const struct member *name = (list) != NULL ? (list)->first : NULL; name != NULL; name = name->next)

static enum status parse(struct casework *work, struct frozen *out)
{
	struct str bytes = out->version.text.report;

	return bytes.len > 0 ? json_parse(work->arena, bytes, &out->data) : ERR_NOT_FOUND;
}

enum status frozen_read(struct casework *work, int year, int64_t version, struct frozen *out)
{
	uint64_t n;

	TRY(article_report_find(work, year, &n));
	TRY(article_read_version(work, n, version, &out->article, &out->version));
	return parse(work, out);
}

enum status frozen_read_draft(struct casework *work, int year, struct frozen *out)
{
	uint64_t n;

	TRY(article_report_find(work, year, &n));
	out->version = (struct article_version){ .version = 0 };
	TRY(article_read_draft(work, n, &out->article, &out->version.bytes, &out->version.text));
	return parse(work, out);
}

const struct value *frozen_list(const struct value *data, struct str figure)
{
	for EACH (m, map_get(data, "lists"))
		if (str_eq(map_get_str(&m->value, "figure"), figure))
			return &m->value;
	return NULL;
}

struct str frozen_folder(const struct value *data)
{
	return map_get_str(data, "folder");
}

const struct value *frozen_cell(const struct value *data, struct str id)
{
	for EACH (table, map_get(data, "tables"))
		for EACH (block, map_get(&table->value, "blocks"))
			for EACH (row, map_get(&block->value, "rows"))
				for EACH (cell, map_get(&row->value, "cells"))
					if (str_eq(map_get_str(&cell->value, "id"), id))
						return &cell->value;
	return NULL;
}

struct str frozen_figure(struct arena *arena, const struct value *data, struct str id)
{
	const struct value *cell = frozen_cell(data, id);

	if (cell != NULL)
		return map_get_str(cell, "text");
	for EACH (m, map_get(data, "figures"))
		if (str_eq(map_get_str(&m->value, "id"), id))
			return num(arena, map_get_int(&m->value, "amount", 0));
	return (struct str){ 0 };
}

void frozen_figures(struct arena *arena, const struct value *data, struct report_figures *out)
{
	*out = (struct report_figures){
		.form = report_form_of(arena, (int)map_get_int(data, "year", 0)) };
	for (size_t i = 0; i < out->form->cell_count; i++) {
		struct report_cell cell = report_cell_at(out->form, i);
		const struct value *frozen = frozen_cell(data, report_cell_id(arena, &cell));
		int64_t amount;

		if (frozen != NULL &&
			figure_parse(arena, map_get_str(frozen, "text"), cell.column->unit, &amount))
			figure_set(out, i, amount);
	}
}
