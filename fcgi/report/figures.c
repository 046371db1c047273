#include "report/figures.h"

#include <inttypes.h>

#include "base/text.h"
#include "store/store.h"

#define DECIMALS 6

void figure_set(struct report_figures *figures, size_t index, int64_t amount)
{
	figures->cells[index] = (struct figure){ true, amount };
}

struct figure *figure_of_request(struct report_figures *figures, struct str row, struct str column)
{
	return &figures->cells[report_cell_index(figures->form, REPORT_REQUESTS, row, column)];
}

/* "5" after the point is 500,000 of a million. */
static bool read_decimals(struct str text, int64_t *out)
{
	uint64_t n;

	if (text.len > DECIMALS || !str_to_u64(text, INT64_MAX, &n))
		return false;
	for (size_t i = text.len; i < DECIMALS; i++)
		n *= 10;
	*out = (int64_t)n;
	return true;
}

bool figure_parse(struct arena *arena, struct str text, enum report_unit unit, int64_t *out)
{
	struct str rest = str_trim(text_fold(arena, text));
	struct str whole;
	int64_t sign = 1;
	int64_t decimals = 0;
	uint64_t n;

	if (unit == REPORT_CHANGE && (str_starts(rest, S("-")) || str_starts(rest, S("+")))) {
		sign = rest.data[0] == '-' ? -1 : 1;
		rest = str_sub(rest, 1, rest.len);
	}
	if (!str_cut(&rest, unit == REPORT_MONEY ? '.' : '\n', &whole) ||
		!str_to_u64(whole, (uint64_t)FIGURE_MOST, &n))
		return false;
	if (rest.len > 0 && !read_decimals(rest, &decimals))
		return false;
	*out = unit == REPORT_MONEY ? (int64_t)n * FIGURE_WAN + decimals : sign * (int64_t)n;
	return true;
}

struct str figure_print(struct arena *arena, enum report_unit unit, int64_t amount)
{
	struct str text;

	if (unit != REPORT_MONEY || amount % FIGURE_WAN == 0)
		return num(arena, unit == REPORT_MONEY ? amount / FIGURE_WAN : amount);
	text = arena_printf(arena, "%" PRId64 ".%06" PRId64, amount / FIGURE_WAN, amount % FIGURE_WAN);
	while (text.data[text.len - 1] == '0')
		text.len--;
	return text;
}

/* The cells of a line but the sums; in a row those of its columns, in a column those of its outcome rows. */
static struct figure sum_of(const struct report_figures *figures, const struct report_block *block,
	size_t row, size_t column, bool down)
{
	size_t count = down ? block->row_count : block->column_count;
	struct figure sum = { true, 0 };

	for (size_t i = 0; i < count; i++) {
		const struct report_line *line = down ? &block->rows[i] : &block->columns[i];
		struct figure part = figures->cells[block->first +
			(down ? i * block->column_count + column : row * block->column_count + i)];

		if (line->is_sum || (down && outcome_find(line->id) == NULL))
			continue;
		sum.filled = sum.filled && part.filled;
		sum.amount += part.amount;
	}
	return sum.filled ? sum : (struct figure){ 0 };
}

static void sum_block(struct report_figures *figures, const struct report_block *block, bool down)
{
	for (size_t row = 0; row < block->row_count; row++)
		for (size_t column = 0; column < block->column_count; column++)
			if (down ? block->rows[row].is_sum : block->columns[column].is_sum)
				figures->cells[block->first + row * block->column_count + column] =
					sum_of(figures, block, row, column, down);
}

void figures_sum(struct report_figures *figures)
{
	for (size_t i = 0; i < figures->form->block_count; i++) {
		sum_block(figures, &figures->form->blocks[i], false);
		sum_block(figures, &figures->form->blocks[i], true);
	}
}

void figures_add(struct report_figures *figures, const struct report_figures *from)
{
	for (size_t i = 0; i < figures->form->cell_count; i++)
		if (from->cells[i].filled)
			figure_set(figures, i, figures->cells[i].amount + from->cells[i].amount);
}
