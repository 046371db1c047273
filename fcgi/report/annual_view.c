#include "report/annual_view.h"

#include "base/clock.h"
#include "report/narrative.h"
#include "report/tables_view.h"

static void add_number(struct value *map, const char *name, const struct report_cell *cell,
	const struct report_figures *figures)
{
	struct figure figure = figures->cells[cell->index];

	map_str(map, name, figure.filled ? figure_print(map->arena, cell->column->unit, figure.amount) :
		(struct str){ 0 });
}

static void add_cell(void *context, const struct report_cell *cell, struct value *map)
{
	const struct annual *annual = context;
	struct figure entered = annual->entered.cells[cell->index];

	add_number(map, "text", cell, &annual->sum);
	add_number(map, "computed", cell, &annual->computed.tables);
	add_number(map, "entered", cell, &annual->entered);
	/* Worth telling apart: both give something. */
	map_bool(map, "mixed", entered.amount != 0 &&
		annual->computed.tables.cells[cell->index].filled);
}

static void add_figures(struct arena *arena, int year, const struct overall *overall, struct value *list)
{
	for (size_t i = 0; i < overall->count; i++) {
		const struct overall_figure *figure = &overall->figures[i];
		struct value *map = list_map(list);

		map_str(map, "id", str_of(figure->id));
		map_str(map, "label", str_of(figure->label));
		map_str(map, "unit", str_of(figure->unit));
		map_int(map, "amount", figure->amount);
		map_bool(map, "proof", overall_rule(arena, year, str_of(figure->id)).len > 0);
		map_str(map, "rate", overall_rate(arena, figure));
	}
}

static void add_paragraphs(struct str words, struct value *list)
{
	struct str paragraph;

	while (str_cut(&words, '\n', &paragraph))
		if (str_trim(paragraph).len > 0)
			list_str(list, str_trim(paragraph));
}

static void add_text(struct arena *arena, const struct annual *annual, enum report_text text,
	struct value *map)
{
	map_str(map, "name", str_of(report_text_name(text)));
	map_str(map, "label", str_of(report_text_label(text)));
	add_paragraphs(annual->texts.words[text], map_list(map, "paragraphs"));
	map_str(map, "figures", narrative_of(arena, annual, text));
}

static void add_texts(struct arena *arena, const struct annual *annual, struct value *view)
{
	static const char *const numbers[REPORT_TOPICS] = { "（一）", "（二）", "（三）", "（四）",
		"（五）" };
	struct value *topics = map_list(view, "topics");

	for (size_t i = 0; i < REPORT_TOPICS; i++) {
		struct value *map = list_map(topics);

		add_text(arena, annual, (enum report_text)i, map);
		map_str(map, "number", str_of(numbers[i]));
	}
	add_text(arena, annual, TEXT_PROBLEMS, map_map(view, "problems"));
	add_text(arena, annual, TEXT_OTHER, map_map(view, "other"));
}

static void add_filings(struct arena *arena, const struct annual *annual, struct value *view)
{
	struct value *list = map_list(view, "filings");
	int64_t due = filing_due(annual->year);
	int64_t lacking = 0;

	for (size_t i = 0; i < annual->depts.count; i++) {
		const struct filing *filing = &annual->filings[i];
		struct value *map;

		if (filing->version == 0 && !annual_lacks(annual, i))
			continue;
		map = list_map(list);
		map_str(map, "dept", filing->dept);
		map_str(map, "dept_name", annual->depts.list[i].name);
		map_bool(map, "filed", filing->version > 0);
		map_str(map, "at", filing->at > 0 ? clock_rfc3339(arena, filing->at) : (struct str){ 0 });
		map_str(map, "at_text", filing->at > 0 ? clock_minute(arena, filing->at) : (struct str){ 0 });
		map_bool(map, "late", filing->at > due);
		map_str(map, "by", filing->by);
		map_str(map, "by_name", filing->version > 0 ?
			staff_who(arena, &annual->names, filing->by) : (struct str){ 0 });
		map_str(map, "note", filing->note);
		lacking += filing->version == 0;
	}
	map_str(view, "due", clock_date(arena, due));
	map_int(view, "lacking", lacking);
}

static void add_failures(struct arena *arena, const struct check_list *checks, const struct check_rule *rule,
	struct value *map)
{
	struct value *list = map_list(map, "failures");

	for (size_t i = 0; i < checks->count; i++) {
		const struct check_failure *failure = &checks->failures[i];
		struct value *row;

		if (failure->rule != rule)
			continue;
		row = list_map(list);
		map_str(row, "place", failure->place);
		map_str(row, "words", failure->words);
		map_str(row, "difference", check_difference(arena, failure));
	}
	map_bool(map, "passed", list->count == 0);
}

static void add_checks(struct arena *arena, const struct annual *annual, struct value *view)
{
	struct value *list = map_list(view, "checks");

	for (size_t i = 0; i < check_rules_count; i++) {
		struct value *map;

		if (!check_applies(&check_rules[i], annual->year))
			continue;
		map = list_map(list);
		map_str(map, "id", str_of(check_rules[i].id));
		map_str(map, "rule", str_of(check_rules[i].words));
		add_failures(arena, &annual->checks, &check_rules[i], map);
	}
	map_int(view, "failed", (int64_t)annual->checks.count);
}

void annual_public_view(const struct casework *work, struct annual *annual, struct value *view)
{
	struct arena *arena = work->arena;

	map_int(view, "year", annual->year);
	map_str(view, "title", arena_printf(arena, "%s%d年政府信息公开工作年度报告", work->config->site.host,
		annual->year));
	map_str(view, "period", arena_printf(arena, "%d年1月1日至%d年12月31日", annual->year, annual->year));
	map_str(view, "source", str_of(annual->sum.form->source));
	add_figures(arena, annual->year, &annual->overall, map_list(view, "figures"));
	add_texts(arena, annual, view);
	tables_view(&(struct tables_shown){ annual->sum.form, add_cell, annual }, view);
	map_str(view, "fees", figure_print(arena, REPORT_MONEY, annual->computed.fees));
}

bool annual_over(const struct casework *work, int year)
{
	return year < date_of_day(clock_day(work->now)).year;
}

void annual_view(const struct casework *work, struct annual *annual, struct value *view)
{
	annual_public_view(work, annual, view);
	map_bool(view, "over", annual_over(work, annual->year));
	add_filings(work->arena, annual, view);
	add_checks(work->arena, annual, view);
}
