/*
 * figures: what stands in the cells of a report's tables: numbers, each filled in or missing, since an empty
 * cell is no zero.  Sums are never entered: figures_sum fills them.  Pure functions.  Depends on:
 * report/form.
 */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "report/form.h"

struct figure {
	bool filled;
	int64_t amount;		/* a number, or fen */
};

struct report_figures {
	const struct report_form *form;
	struct figure cells[REPORT_CELLS];	/* by the form's index */
};

/* The largest number that a cell takes; of money the same in 万元. */
#define FIGURE_MOST ((int64_t)999999999)
/* Fen in one 万元. */
#define FIGURE_WAN ((int64_t)1000000)

void figure_set(struct report_figures *figures, size_t index, int64_t amount);
/* A row's figure in table 三. */
struct figure *figure_of_request(struct report_figures *figures, struct str row, struct str column);

/*
 * A figure as people write it: digits, also full-width ones; of REPORT_CHANGE with a sign, of REPORT_MONEY
 * with up to six decimals.  False for anything else: an empty text, “/”, “无”, more than FIGURE_MOST.
 */
bool figure_parse(struct arena *arena, struct str text, enum report_unit unit, int64_t *out);
/* Back, without needless decimals: "-3", "12.5". */
struct str figure_print(struct arena *arena, enum report_unit unit, int64_t amount);

/* Fills every sum of which all parts are filled; of another one clears it. */
void figures_sum(struct report_figures *figures);
/* Adds the filled cells of from: a cell is filled when it is in either. */
void figures_add(struct report_figures *figures, const struct report_figures *from);

#endif
