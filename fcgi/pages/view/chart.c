#include "pages/view/chart.h"

#define WIDTH 360
#define BAR_HEIGHT 22
#define LABEL_WIDTH 56
#define NUMBER_WIDTH 118	/* room for "1600/18000" in large type behind the longest bar */
#define LINE 34
#define BASELINE 17	/* from the top of a line of text to the foot of its letters */

static int64_t longest(const struct chart_row *rows, size_t count)
{
	int64_t most = 1;

	for (size_t i = 0; i < count; i++) {
		most = rows[i].all > most ? rows[i].all : most;
		most = rows[i].part > most ? rows[i].part : most;
	}
	return most;
}

/* Whatever there is is seen, be it one in a thousand. */
static int64_t scale(int64_t n, int64_t most, int64_t room)
{
	int64_t width = n * room / most;

	return n > 0 && width == 0 ? 1 : width;
}

void chart_add(struct value *map, const struct chart_row *rows, size_t count)
{
	int64_t room = WIDTH - LABEL_WIDTH - NUMBER_WIDTH;
	int64_t most = longest(rows, count);
	struct value *bars;

	map_int(map, "width", WIDTH);
	map_int(map, "height", LINE * (int64_t)count);
	bars = map_list(map, "bars");
	for (size_t i = 0; i < count; i++) {
		int64_t top = LINE * (int64_t)i;
		int64_t all = scale(rows[i].all, most, room);
		int64_t part = scale(rows[i].part, most, room);
		struct value *bar = list_map(bars);

		map_str(bar, "label", rows[i].label);
		map_int(bar, "label_y", top + BASELINE);
		map_int(bar, "x", LABEL_WIDTH);
		map_int(bar, "y", top);
		map_int(bar, "bar_height", BAR_HEIGHT);
		map_int(bar, "all_width", all);
		map_int(bar, "part_width", part);
		map_int(bar, "number_x", LABEL_WIDTH + (all > part ? all : part) + 6);
		map_int(bar, "number_y", top + BASELINE);
		map_str(bar, "number",
			arena_printf(map->arena, "%lld/%lld", (long long)rows[i].part,
				(long long)rows[i].all));
	}
}
