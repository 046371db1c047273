/* A figure's proof: the rule by which it is counted, the cases, and what departments filed. */
#include "pages/staff/report_proof.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/row.h"
#include "report/annual.h"
#include "report/proof.h"

#define ROWS_SHOWN 50

static void add_rows(struct exchange *exchange, struct casework *work, const struct depts *depts,
	const struct proof_row *rows, size_t count)
{
	struct value *list = map_list(exchange->reply->view, "rows");

	for (size_t i = 0; i < count; i++) {
		const struct case_record *record = &rows[i].record;
		const struct outcome *outcome = outcome_find(record->outcome);
		struct value *map;

		if (!case_visible(record, &exchange->session->viewer))
			continue;
		map = list_map(list);
		row_view(work, record, &exchange->session->viewer, depts, map);
		map_str(map, "applicant_label", str_of(applicant_label(record->applicant)));
		map_str(map, "outcome", record->outcome);
		map_str(map, "outcome_label",
			outcome != NULL ? outcome_choice(work->arena, outcome) : (struct str){ 0 });
		if (record->received != 0)
			map_str(map, "received", clock_date(work->arena, record->received));
		map_str(map, "counted", clock_date(work->arena, rows[i].at));
	}
}

/* What each department filed of a cell, but the zeros; of a sum, its own sum. */
static void add_filings(const struct annual *annual, const struct report_cell *cell, struct value *view)
{
	struct value *list = map_list(view, "filings");

	for (size_t i = 0; i < annual->depts.count; i++) {
		struct report_figures figures = annual->filings[i].figures;
		struct value *map;

		if (annual->filings[i].version == 0)
			continue;
		figures_sum(&figures);
		if (figures.cells[cell->index].amount == 0)
			continue;
		map = list_map(list);
		map_str(map, "dept", annual->depts.list[i].id);
		map_str(map, "dept_name", annual->depts.list[i].name);
		map_str(map, "amount", figure_print(view->arena, cell->column->unit,
			figures.cells[cell->index].amount));
		map_str(map, "note", annual->filings[i].note);
	}
}

static struct str figure_text(struct arena *arena, const struct report_figures *figures,
	const struct report_cell *cell)
{
	struct figure figure = figures->cells[cell->index];

	return figure.filled ? figure_print(arena, cell->column->unit, figure.amount) : (struct str){ 0 };
}

/* ERR_NOT_FOUND for what is neither a cell nor the fees. */
static enum status add_figure(struct exchange *exchange, const struct annual *annual, struct str id)
{
	struct value *view = exchange->reply->view;
	struct report_cell cell;

	map_int(view, "year", annual->year);
	map_str(view, "figure", id);
	map_str(view, "rule", proof_rule(exchange->arena, annual->year, id));
	if (str_eq(id, S(PROOF_FEES))) {
		map_str(view, "words", S("信息处理费"));
		return OK;
	}
	if (!report_cell_find(annual->sum.form, id, &cell))
		return ERR_NOT_FOUND;
	map_str(view, "words", report_cell_words(exchange->arena, &cell));
	map_str(view, "text", figure_text(exchange->arena, &annual->sum, &cell));
	map_str(view, "computed", figure_text(exchange->arena, &annual->computed.tables, &cell));
	map_str(view, "entered", figure_text(exchange->arena, &annual->entered, &cell));
	add_filings(annual, &cell, view);
	return OK;
}

enum status staff_proof_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct annual *annual = ARENA_NEW(exchange->arena, struct annual);
	struct proof_row *rows = arena_array(exchange->arena, ROWS_SHOWN, sizeof(*rows));
	struct str id = exchange->params[1];
	struct proof proof = { 0 };
	size_t count = 0;
	enum status status;
	uint64_t year;

	if (!str_to_u64(exchange->params[0], INT32_MAX, &year))
		return ERR_NOT_FOUND;
	TRY(annual_read(&work, (int)year, annual));
	TRY(add_figure(exchange, annual, id));
	status = proof_begin(&work, annual->year, id, field_get(exchange->request->query, "after"), &proof);
	/* Of table 二 there are filings alone. */
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	TRY(proof_next(&work, &proof, ROWS_SHOWN, rows, &count));
	add_rows(exchange, &work, &annual->depts, rows, count);
	map_str(exchange->reply->view, "next",
		proof_ended(&proof) ? (struct str){ 0 } : proof_cursor(exchange->arena, &proof));
	map_bool(exchange->reply->view, "later", field_get(exchange->request->query, "after").len > 0);
	respond_page(exchange, "staff_report_proof", S("年度报告的数字"), "reports");
	return OK;
}
