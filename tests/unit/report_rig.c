#include "report_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/application.h"
#include "report/texts.h"

#define MOST 5000

static size_t index_of(const struct report_form *form, const char *id)
{
	struct report_cell cell;

	if (!report_cell_find(form, str_of(id), &cell))
		fail_msg("%d has no cell %s", form->year, id);
	return cell.index;
}

void rig_set(struct report_figures *figures, const char *id, int64_t amount)
{
	figure_set(figures, index_of(figures->form, id), amount);
}

int64_t rig_get(const struct report_figures *figures, const char *id)
{
	struct figure figure = figures->cells[index_of(figures->form, id)];

	if (!figure.filled)
		fail_msg("%s is empty", id);
	return figure.amount;
}

struct report_figures rig_empty_year(struct arena *arena, int year)
{
	struct report_figures figures = { .form = report_form_of(arena, year) };

	for (size_t i = 0; i < figures.form->cell_count; i++)
		figure_set(&figures, i, 0);
	return figures;
}

struct report_figures rig_real_year(struct arena *arena)
{
	static const char *const columns[] = { "person", "business", "research", "charity", "legal", "other",
		"total" };
	static const struct {
		const char *row;
		int64_t amounts[7];
	} rows[] = {
		{ "new", { 13612, 252, 0, 45, 128, 32, 14069 } },
		{ "carried", { 535, 6, 0, 1, 18, 0, 560 } },
		{ "granted", { 13364, 252, 0, 44, 121, 29, 13810 } },
		{ "concluded", { 13364, 252, 0, 44, 121, 29, 13810 } },
		{ "next", { 783, 6, 0, 2, 25, 3, 819 } },
	};
	static const char *const results[] = { "upheld", "corrected", "other", "pending", "total" };
	static const struct {
		const char *kind;
		int64_t amounts[5];
	} appeals[] = {
		{ "review", { 376, 97, 196, 121, 790 } },
		{ "direct", { 16, 1, 12, 27, 56 } },
		{ "after", { 74, 1, 30, 51, 156 } },
	};
	struct report_figures figures = rig_empty_year(arena, 2021);

	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
		for (size_t c = 0; c < 7; c++)
			figure_set(&figures, report_cell_index(figures.form, REPORT_REQUESTS,
				str_of(rows[r].row), str_of(columns[c])), rows[r].amounts[c]);
	for (size_t k = 0; k < 3; k++)
		for (size_t c = 0; c < 5; c++)
			figure_set(&figures, report_cell_index(figures.form, REPORT_APPEALS,
				str_of(appeals[k].kind), str_of(results[c])), appeals[k].amounts[c]);
	return figures;
}

/* Each request that is there ends in a random row, or stays. */
static void fill_column(struct report_figures *figures, struct str column, int64_t carried, unsigned *seed)
{
	int64_t came = rand_r(seed) % MOST;
	int64_t left = came + carried;

	*figure_of_request(figures, REPORT_ROW_NEW, column) = (struct figure){ true, came };
	*figure_of_request(figures, REPORT_ROW_CARRIED, column) = (struct figure){ true, carried };
	for (size_t i = 0; i < outcomes_count; i++) {
		struct figure *cell = figure_of_request(figures,
			report_outcome_row(figures->form->year, &outcomes[i]), column);
		int64_t ended = rand_r(seed) % 3 == 0 ? rand_r(seed) % (left + 1) : 0;

		cell->amount += ended;
		left -= ended;
	}
	*figure_of_request(figures, REPORT_ROW_NEXT, column) = (struct figure){ true, left };
}

struct report_figures rig_random_year(struct arena *arena, int year, const struct report_figures *before,
	unsigned *seed)
{
	struct report_figures figures = rig_empty_year(arena, year);

	for (size_t i = 0; i < figures.form->cell_count; i++) {
		struct report_cell cell = report_cell_at(figures.form, i);

		if (cell.block->part != REPORT_REQUESTS)
			figure_set(&figures, i, rand_r(seed) % MOST -
				(cell.column->unit == REPORT_CHANGE ? MOST / 2 : 0));
	}
	for (size_t a = 0; a < APPLICANT_COUNT; a++) {
		struct str column = str_of(applicant_name((enum applicant)a));

		fill_column(&figures, column, before == NULL ? rand_r(seed) % MOST :
			before->cells[report_cell_index(before->form, REPORT_REQUESTS, REPORT_ROW_NEXT,
				column)].amount, seed);
	}
	figures_sum(&figures);
	return figures;
}

struct report_draft rig_draft(const struct report_figures *figures, const struct report_figures *before)
{
	static const struct str topics[REPORT_TOPICS] = { { "公开", 6 }, { "申请", 6 }, { "管理", 6 },
		{ "平台", 6 }, { "保障", 6 } };

	return (struct report_draft){ .figures = figures, .before = before, .topics = topics, .texts = {
		[REPORT_OVERALL] = S("一年来，认真贯彻落实《中华人民共和国政府信息公开条例》。"),
		[REPORT_PROBLEMS] = S("一是公开内容不全面。二是更新不及时。"),
		[REPORT_OTHER] = S("本年度无其他需要报告的事项。"),
	} };
}
