/* A department's part of a year's report: a field for each cell of the form, and a note. */
#include "pages/report/filing.h"

#include "base/clock.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "report/check.h"
#include "report/filing.h"
#include "report/tables_view.h"
#include "report/yearly.h"

/* Of a figure as it is typed, in characters. */
#define TYPED_MAX 20
#define OTHER_FIELDS 2	/* the note, and the end of the table */

/* One filing being shown or saved. */
struct sheet {
	struct exchange *exchange;
	struct casework work;
	struct dept dept;
	struct filing saved;			/* as it stands */
	struct filing before;			/* of the year before */
	const struct report_form *report;
	struct form form;
	const struct form_values *values;	/* as typed; NULL: not yet */
};

/* "c3-new-person" for "3.new.person": an element's id begins with a letter and has no dots. */
static const char *field_name(struct arena *arena, const struct report_cell *cell)
{
	char *name = arena_cstr(arena, arena_join(arena, S("c"), report_cell_id(arena, cell)));

	for (char *c = name; *c != '\0'; c++)
		if (*c == '.')
			*c = '-';
	return name;
}

/* The fields of the report's form, in the order of its cells, then the note. */
static const struct form_field *make_fields(struct arena *arena, const struct report_form *report)
{
	struct form_field *fields = arena_array(arena, report->cell_count + OTHER_FIELDS, sizeof(*fields));
	size_t count = 0;

	for (size_t i = 0; i < report->cell_count; i++) {
		struct report_cell cell = report_cell_at(report, i);

		if (!report_cell_is_sum(&cell))
			fields[count++] = (struct form_field){
				.name = field_name(arena, &cell),
				.label = arena_cstr(arena, report_cell_words(arena, &cell)),
				.kind = FIELD_LINE, .required = true, .max = TYPED_MAX };
	}
	fields[count] = (struct form_field){ .name = "note", .label = "说明", .kind = FIELD_TEXT,
		.max = FILING_NOTE_MAX };
	return fields;
}

static bool sees_all(const struct viewer *viewer)
{
	return (viewer->roles & (ROLE_SUPERVISOR | ROLE_ADMIN)) != 0;
}

static enum status open_sheet(struct exchange *exchange, struct sheet *sheet)
{
	const struct viewer *viewer = &exchange->session->viewer;
	uint64_t year;

	*sheet = (struct sheet){ .exchange = exchange, .work = site_work(exchange) };
	if (!str_to_u64(exchange->params[0], INT32_MAX, &year) || !yearly_valid(&sheet->work, (int)year))
		return ERR_NOT_FOUND;
	/* A clerk files for the own department alone. */
	if (!sees_all(viewer) && !str_eq(viewer->dept, exchange->params[1]))
		return ERR_FORBIDDEN;
	TRY(dept_read(&sheet->work, exchange->params[1], &sheet->dept));
	TRY(filing_read(&sheet->work, (int)year, sheet->dept.id, &sheet->saved));
	TRY(filing_read(&sheet->work, (int)year - 1, sheet->dept.id, &sheet->before));
	sheet->report = sheet->saved.figures.form;
	sheet->form = (struct form){ "staff", make_fields(exchange->arena, sheet->report) };
	return OK;
}

/* What the department carried over from the year before, as far as it filed then. */
static int64_t carried(const struct sheet *sheet, const struct report_cell *cell)
{
	const struct report_figures *before = &sheet->before.figures;

	if (cell->block->part != REPORT_REQUESTS || !str_eq(cell->row->id, REPORT_ROW_CARRIED) ||
		sheet->before.version == 0)
		return 0;
	return before->cells[report_cell_index(before->form, REPORT_REQUESTS, REPORT_ROW_NEXT,
		cell->column->id)].amount;
}

/* Requests outside the system and appeals are rare: zeros are proposed; the figures of 二 are asked for. */
static struct str proposed(struct arena *arena, const struct sheet *sheet, const struct report_cell *cell)
{
	struct figure figure = sheet->saved.figures.cells[cell->index];

	if (figure.filled)
		return figure_print(arena, cell->column->unit, figure.amount);
	return cell->block->part == REPORT_OPENNESS ? (struct str){ 0 } : num(arena, carried(sheet, cell));
}

static size_t field_of(const struct sheet *sheet, const char *name)
{
	size_t at = 0;

	while (strcmp(sheet->form.fields[at].name, name) != 0)
		at++;
	return at;
}

/* What was typed beside what stands, when somebody else saved meanwhile. */
static void add_cell(void *context, const struct report_cell *cell, struct value *map)
{
	const struct sheet *sheet = context;
	struct arena *arena = sheet->work.arena;
	struct figure stands = sheet->saved.figures.cells[cell->index];
	struct str value = proposed(arena, sheet, cell);
	const char *name = field_name(arena, cell);
	size_t at;

	map_bool(map, "is_sum", report_cell_is_sum(cell));
	if (report_cell_is_sum(cell))
		return;
	map_str(map, "field", str_of(name));
	map_str(map, "words", report_cell_words(arena, cell));
	if (sheet->values != NULL) {
		at = field_of(sheet, name);
		if (stands.filled && !str_eq(value, sheet->values->values[at]))
			map_str(map, "stands", value);
		value = sheet->values->values[at];
		map_str(map, "error", sheet->values->errors[at]);
	}
	map_str(map, "value", value);
}

static enum status add_sheet(struct sheet *sheet, int64_t version)
{
	struct value *view = sheet->exchange->reply->view;
	struct str by = { 0 };

	if (sheet->saved.version > 0)
		TRY(staff_who_read(&sheet->work, sheet->saved.by, &by));
	map_int(view, "year", sheet->report->year);
	map_str(view, "dept", sheet->dept.id);
	map_str(view, "dept_name", sheet->dept.name);
	map_str(view, "due", clock_date(sheet->work.arena, filing_due(sheet->report->year)));
	map_bool(view, "late", sheet->work.now > filing_due(sheet->report->year));
	map_int(view, "version", version);
	map_bool(view, "filed", sheet->saved.version > 0);
	map_str(view, "by", sheet->saved.by);
	map_str(view, "by_name", by);
	map_str(view, "at_text", clock_minute(sheet->work.arena, sheet->saved.at));
	map_bool(view, "may_report", sees_all(&sheet->exchange->session->viewer));
	map_str(view, "done", field_get(sheet->exchange->request->query, "done"));
	if (sheet->values != NULL && sheet->saved.version > 0 &&
		!str_eq(form_get(sheet->values, "note"), sheet->saved.note))
		map_str(view, "note_stands", sheet->saved.note);
	tables_view(&(struct tables_shown){ sheet->report, add_cell, sheet }, view);
	return OK;
}

/* After a lost race the form goes on from what stands now: both are shown. */
static enum status show(struct sheet *sheet, enum status fault, int64_t version)
{
	struct value *prefill = value_map(sheet->work.arena);

	map_str(prefill, "note", sheet->saved.note);
	TRY(respond_form(sheet->exchange, &(struct form_page){ .template = "staff_filing",
		.title = "填报年度报告", .menu = "reports", .form = &sheet->form, .values = sheet->values,
		.prefill = prefill, .fault = fault,
		.why = fault == ERR_CONFLICT ?
			S("刚才有人修改过这份填报。您填写的内容都还在；与已保存的不同的，格子下方写明了已保存的数。请核对后再保存。") :
			(struct str){ 0 } }));
	if (fault != OK && sheet->exchange->request->wants_json)
		return OK;
	return add_sheet(sheet, version);
}

enum status staff_filing_show(struct exchange *exchange)
{
	struct sheet sheet;

	TRY(open_sheet(exchange, &sheet));
	return show(&sheet, OK, sheet.saved.version);
}

static void take_figures(struct sheet *sheet, struct form_values *values, struct report_figures *figures)
{
	for (size_t i = 0; i < sheet->report->cell_count; i++) {
		struct report_cell cell = report_cell_at(sheet->report, i);
		const char *name = field_name(sheet->work.arena, &cell);
		int64_t amount;

		if (report_cell_is_sum(&cell))
			continue;
		if (figure_parse(sheet->work.arena, form_get(values, name), cell.column->unit, &amount))
			figure_set(figures, i, amount);
		else
			form_fault(values, name, cell.column->unit == REPORT_MONEY ?
				S("请填写以万元为单位的数，没有的填 0") : S("请填写整数，没有的填 0"));
	}
}

/* A department's own tables must balance too (勾稽): said beside the cell that should be otherwise. */
static void check_figures(struct sheet *sheet, struct form_values *values,
	const struct report_figures *figures)
{
	struct report_figures summed = *figures;
	struct check_list failures;
	struct report_cell cell;

	figures_sum(&summed);
	check_tables(sheet->work.arena, &summed, &failures);
	for (size_t i = 0; i < failures.count; i++) {
		const struct check_failure *failure = &failures.failures[i];

		if (report_cell_find(sheet->report, failure->place, &cell) && !report_cell_is_sum(&cell))
			form_fault(values, field_name(sheet->work.arena, &cell),
				ARENA_GLUE(sheet->work.arena, str_of(failure->rule->words),
					check_difference(sheet->work.arena, failure)));
	}
}

enum status staff_filing_save(struct exchange *exchange)
{
	struct form_values values;
	struct filing filing;
	struct sheet sheet;
	enum status status;
	int64_t version;

	TRY(open_sheet(exchange, &sheet));
	if (!str_to_i64(field_get(exchange->request->form, "version"), &version))
		return ERR_MALFORMED;
	form_check(exchange->arena, &sheet.form, exchange->request, &values);
	filing = (struct filing){ .dept = sheet.dept.id, .version = version,
		.by = exchange->session->account.id, .figures = { .form = sheet.report } };
	take_figures(&sheet, &values, &filing.figures);
	if (values.ok)
		check_figures(&sheet, &values, &filing.figures);
	filing.note = form_get(&values, "note");
	sheet.values = &values;
	if (!values.ok)
		return show(&sheet, ERR_INVALID, version);
	status = filing_save(&sheet.work, &filing);
	if (status == ERR_CONFLICT) {
		TRY(filing_read(&sheet.work, sheet.report->year, sheet.dept.id, &sheet.saved));
		return show(&sheet, status, sheet.saved.version);
	}
	TRY(status);
	map_int(exchange->reply->view, "version", version + 1);
	return respond_done(exchange, ARENA_GLUE(exchange->arena, exchange->request->path, S("?done=saved")),
		200);
}

enum status staff_filing_again(struct exchange *exchange)
{
	struct form_values values;
	struct sheet sheet;
	int64_t version = 0;

	TRY(open_sheet(exchange, &sheet));
	str_to_i64(field_get(exchange->request->form, "version"), &version);
	form_check(exchange->arena, &sheet.form, exchange->request, &values);
	sheet.values = &values;
	return show(&sheet, ERR_TOKEN, version);
}
