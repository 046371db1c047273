/* A figure's proof: the rule by which it is counted, the cases, and what departments filed. */
#include "pages/report/proof.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/row.h"
#include "publish/column.h"
#include "report/annual.h"
#include "report/article_figures.h"
#include "report/proof.h"
#include "report/stats.h"

#define ROWS_SHOWN 50

/* The rows of one page. */
struct page {
	struct exchange *exchange;
	struct casework work;
	const struct annual *annual;
	struct value *list;
	struct value *documents;
	struct value *articles;
	struct value *months;
};

static void add_row(const struct page *page, const struct case_record *record, int64_t at)
{
	const struct viewer *viewer = &page->exchange->session->viewer;
	const struct outcome *outcome = outcome_find(record->outcome);
	struct arena *arena = page->work.arena;
	struct casework work = page->work;
	struct value *map;

	if (!case_visible(record, viewer))
		return;
	map = list_map(page->list);
	row_view(&work, record, viewer, &page->annual->depts, map);
	map_str(map, "applicant_label", record->channel == CHANNEL_REQUEST ?
		str_of(applicant_label(record->applicant)) : (struct str){ 0 });
	map_str(map, "outcome", record->outcome);
	map_str(map, "outcome_label",
		outcome != NULL ? outcome_choice(arena, outcome) : (struct str){ 0 });
	map_str(map, "received", record->received != 0 ? clock_date(arena, record->received) :
		clock_date(arena, record->created));
	map_str(map, "counted", at != 0 ? clock_date(arena, at) : (struct str){ 0 });
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
	const struct overall_figure *figure = overall_find(&annual->overall, id);
	struct value *view = exchange->reply->view;
	struct report_cell cell;

	map_int(view, "year", annual->year);
	map_str(view, "figure", id);
	map_str(view, "rule", proof_rule(exchange->arena, annual->year, id));
	if (figure != NULL) {
		map_str(view, "words", str_of(figure->label));
		map_str(view, "text", num(exchange->arena, figure->amount));
		return OK;
	}
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

/* From the figure's lists. */
static enum status read_listed(struct page *page, struct str id, struct str after, struct str *next)
{
	struct proof_row *rows = arena_array(page->work.arena, ROWS_SHOWN, sizeof(*rows));
	struct proof proof;
	size_t count;

	TRY(proof_begin(&page->work, page->annual->year, id, after, &proof));
	TRY(proof_next(&page->work, &proof, ROWS_SHOWN, rows, &count));
	for (size_t i = 0; i < count; i++)
		add_row(page, &rows[i].record, rows[i].at);
	if (!proof_ended(&proof))
		*next = proof_cursor(page->work.arena, &proof);
	return OK;
}

/* Of part one, by looking at the next cases. */
static enum status read_scanned(struct page *page, struct str id, struct str after, struct str *next)
{
	struct case_record *rows;
	uint64_t from = 1;
	size_t count;

	if (after.len > 0 && !str_to_u64(after, INT64_MAX - OVERALL_LOOKED, &from))
		return ERR_MALFORMED;
	TRY(overall_scan(&page->work, page->annual->year, id, &from, &rows, &count));
	for (size_t i = 0; i < count; i++)
		add_row(page, &rows[i], 0);
	if (from != 0)
		*next = num(page->work.arena, (int64_t)from);
	return OK;
}

static void add_document(const struct page *page, const struct article *article, struct value *map)
{
	struct arena *arena = page->work.arena;

	map_str(map, "number", article->policy.number);
	map_str(map, "dept_name", depts_name(&page->annual->depts, article->dept));
	map_str(map, "opened", clock_date(arena, article->policy.opened));
	map_str(map, "due", clock_date(arena, article->policy.due));
	map_str(map, "explained", article->policy.explained != 0 ?
		clock_date(arena, article->policy.explained) : (struct str){ 0 });
}

/* By the list that the figure counts. */
static enum status read_articles(struct page *page, const struct article_figure *figure, struct str after,
	struct str *next)
{
	struct articles_page articles;
	struct columns columns;

	TRY(article_figure_page(&page->work, page->annual->year, figure, after, &articles));
	TRY(columns_read(&page->work, &columns));
	for (size_t i = 0; i < articles.count; i++) {
		const struct article *article = &articles.rows[i];
		struct value *map = list_map(figure->documents ? page->documents : page->articles);
		const struct column *column;

		map_int(map, "n", (int64_t)article->n);
		map_str(map, "title", article->title);
		column = columns_find(&columns, article->column);
		map_str(map, "column_name", column != NULL ? column->name : article->column);
		map_str(map, "published", clock_date(page->work.arena, article->published));
		if (figure->documents)
			add_document(page, article, map);
	}
	*next = articles.next;
	return OK;
}

/* Readings are kept by month, and not singly. */
static enum status read_months(struct page *page)
{
	int64_t months[STATS_MONTHS];

	TRY(stats_read_visits(&page->work, page->annual->year, months));
	for (int i = 0; i < STATS_MONTHS; i++) {
		struct value *map;

		if (months[i] == 0)
			continue;
		map = list_map(page->months);
		map_int(map, "month", i + 1);
		map_int(map, "amount", months[i]);
	}
	return OK;
}

static enum status read_rows(struct page *page, struct str id, struct str after, struct str *next)
{
	const struct article_figure *articles = article_figure_find(id);

	if (articles != NULL)
		return read_articles(page, articles, after, next);
	if (str_eq(id, S(OVERALL_VISITS)))
		return read_months(page);
	return str_starts(id, S("1.")) ? read_scanned(page, id, after, next) :
		read_listed(page, id, after, next);
}

enum status staff_proof_show(struct exchange *exchange)
{
	struct annual *annual = ARENA_NEW(exchange->arena, struct annual);
	struct str after = field_get(exchange->request->query, "after");
	struct page page = { .exchange = exchange, .work = site_work(exchange), .annual = annual };
	struct str id = exchange->params[1];
	struct str next = { 0 };
	enum status status;
	uint64_t year;

	if (!str_to_u64(exchange->params[0], INT32_MAX, &year))
		return ERR_NOT_FOUND;
	TRY(annual_read(&page.work, (int)year, annual));
	TRY(add_figure(exchange, annual, id));
	page.list = map_list(exchange->reply->view, "rows");
	page.documents = map_list(exchange->reply->view, "documents");
	page.articles = map_list(exchange->reply->view, "articles");
	page.months = map_list(exchange->reply->view, "months");
	status = read_rows(&page, id, after, &next);
	/* Of table 二 there are filings alone. */
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	map_str(exchange->reply->view, "next", next);
	map_bool(exchange->reply->view, "scanned", str_starts(id, S("1.")) &&
		article_figure_find(id) == NULL && !str_eq(id, S(OVERALL_VISITS)));
	map_bool(exchange->reply->view, "later", after.len > 0);
	map_bool(exchange->reply->view, "none", page.list->count + page.documents->count +
		page.articles->count + page.months->count == 0);
	respond_page(exchange, "staff_report_proof", S("年度报告的数字"), "reports");
	return OK;
}
