/*
 * chart: bars side by side as shapes for an SVG: what there was in all, and within it a part that is done.
 * Lays out lines and lengths; templates/chart.html draws them.  A table with the same numbers is on
 * every page with a chart. Depends on: base/value.
 */
#ifndef PAGES_VIEW_CHART_H
#define PAGES_VIEW_CHART_H

#include "base/value.h"

struct chart_row {
	struct str label;
	int64_t all;
	int64_t part;
};

/*
 * Fills map with width, height and bars [{label, label_y, x, y, all_width, part_width, number_x, number_y,
 * number}].
 */
void chart_add(struct value *map, const struct chart_row *rows, size_t count);

#endif
