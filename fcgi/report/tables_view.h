/*
 * tables_view: tables 二, 三 and 四 as a tree, laid out as the form prints them; what a cell shows is the
 * caller's.  Ends the process when the arena is exhausted.  Depends on: report/form, base/value.
 */
#ifndef REPORT_TABLES_VIEW_H
#define REPORT_TABLES_VIEW_H

#include "base/value.h"
#include "report/form.h"

struct tables_shown {
	const struct report_form *form;
	/* adds to a cell, which has id and column, what it shows */
	void (*add)(void *context, const struct report_cell *cell, struct value *map);
	void *context;
};

/*
 * Adds "tables": of {part, title, blocks: of {caption, columns: of {id, label, sum}, rows: of {id, group,
 * label, sum, cells}}}.  For the layout a row has group_rows and result_rows (how many rows from it on stand
 * under one heading; 0: an earlier row has it, or none), entry_result_rows (the same without the sum's row)
 * and label_columns (how many columns its label takes of the block's head_columns).
 */
void tables_view(const struct tables_shown *shown, struct value *view);

#endif
