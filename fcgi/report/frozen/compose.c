#include "report/frozen/compose.h"

#include <inttypes.h>

#include "base/json_print.h"
#include "report/annual_view.h"
#include "report/frozen/compose_body.h"
#include "report/frozen.h"
#include "report/frozen/lists.h"
#include "report/proof.h"

/* A report being composed. */
struct composing {
	struct casework *work;
	const struct compose *compose;
	struct annual *annual;
	struct article article;		/* as it is now; n 0: there is none */
	struct list_files *lists;
	struct str replaced;		/* the folder of the draft that it takes the place of; empty: none */
	struct article_refusal *refusal;
};

static enum status refuse(struct composing *composing, enum status status, const char *field, struct str why)
{
	*composing->refusal = (struct article_refusal){ .why = why, .field = field };
	return status;
}

static enum status check_open(struct composing *composing)
{
	const struct check_list *checks = &composing->annual->checks;
	struct arena *arena = composing->work->arena;

	if (checks->count == 0)
		return OK;
	return refuse(composing, ERR_NOT_NOW, NULL, arena_printf(arena,
		"勾稽校验还有%zu处不符合，不能生成送审稿。第一处：%.*s（%s）。", checks->count,
		STR_ARG(checks->failures[0].words), checks->failures[0].rule->words));
}

static enum status check_article(struct composing *composing)
{
	const struct article *article = &composing->article;

	if (article->n != 0 && article->state != ARTICLE_DRAFT && article->state != ARTICLE_PUBLISHED)
		return refuse(composing, ERR_NOT_NOW, NULL, S("送审稿正在审核。要重新生成，请先在稿件页面撤回。"));
	if (article->versions > 0 && composing->compose->note.len == 0)
		return refuse(composing, ERR_INVALID, "note", S("更正已发布的报告，请填写修订说明。"));
	return OK;
}

static enum status read_all(struct composing *composing)
{
	struct casework *work = composing->work;
	int year = composing->compose->year;
	uint64_t n;

	TRY(annual_read(work, year, composing->annual));
	TRY(article_report_find(work, year, &n));
	if (n != 0)
		TRY(article_read(work, n, &composing->article));
	if (!annual_over(work, year))
		return refuse(composing, ERR_NOT_NOW, NULL,
			arena_printf(work->arena, "%d年还没有结束，不能生成送审稿。", year));
	TRY(check_article(composing));
	return check_open(composing);
}

/* What each department entered, but the zeros. */
static void add_filed(const struct composing *composing, struct value *view)
{
	const struct annual *annual = composing->annual;
	struct arena *arena = composing->work->arena;
	struct value *list = map_list(view, "filed");

	for (size_t d = 0; d < annual->depts.count; d++) {
		struct report_figures figures = annual->filings[d].figures;
		struct value *cells;
		struct value *map;

		if (annual->filings[d].version == 0)
			continue;
		figures_sum(&figures);
		map = list_map(list);
		map_str(map, "dept", annual->depts.list[d].id);
		map_str(map, "name", annual->depts.list[d].name);
		cells = map_list(map, "figures");
		for (size_t i = 0; i < figures.form->cell_count; i++) {
			struct report_cell cell = report_cell_at(figures.form, i);
			struct value *one;

			if (figures.cells[i].amount == 0)
				continue;
			one = list_map(cells);
			map_str(one, "id", report_cell_id(arena, &cell));
			map_str(one, "amount",
				figure_print(arena, cell.column->unit, figures.cells[i].amount));
		}
	}
}

static void add_before_one(struct arena *arena, struct value *list, struct str id, struct str amount)
{
	struct value *map;

	if (amount.len == 0)
		return;
	map = list_map(list);
	map_str(map, "id", id);
	map_str(map, "amount", arena_str(arena, amount));
}

/* Last year's figures of the same names, where last year's report is published. */
static enum status add_before(const struct composing *composing, struct value *view)
{
	const struct annual *annual = composing->annual;
	struct arena *arena = composing->work->arena;
	struct value *before = map_map(view, "before");
	struct frozen past = { .data = NULL };
	enum status status = frozen_read(composing->work, annual->year - 1, 0, &past);
	bool there = status == OK && article_readable(&past.article);
	struct value *list;

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	map_int(before, "year", there ? annual->year - 1 : 0);
	map_int(before, "version", there ? past.version.version : 0);
	list = map_list(before, "figures");
	for (size_t i = 0; i < annual->overall.count && there; i++) {
		struct str id = str_of(annual->overall.figures[i].id);

		add_before_one(arena, list, id, frozen_figure(arena, past.data, id));
	}
	for (size_t i = 0; i < annual->sum.form->cell_count && there; i++) {
		struct report_cell cell = report_cell_at(annual->sum.form, i);
		struct str id = report_cell_id(arena, &cell);

		add_before_one(arena, list, id, frozen_figure(arena, past.data, id));
	}
	return OK;
}

/* What a computed figure is, in the unit of its list, and its name. */
static bool figure_is(const struct annual *annual, struct arena *arena, struct str id, int64_t *amount,
	struct str *words)
{
	const struct overall_figure *figure = overall_find(&annual->overall, id);
	struct report_cell cell;

	if (figure != NULL) {
		*amount = figure->amount;
		*words = str_of(figure->label);
		return true;
	}
	if (str_eq(id, S(PROOF_FEES))) {
		*amount = annual->computed.fees / FEN_A_YUAN;
		*words = S("信息处理费（元）");
		return true;
	}
	if (!report_cell_find(annual->computed.tables.form, id, &cell))
		return false;
	*amount = annual->computed.tables.cells[cell.index].amount;
	*words = report_cell_words(arena, &cell);
	return true;
}

/* Every list must give its figure; else a case changed while they were written. */
static enum status add_lists(struct composing *composing, struct value *view)
{
	struct arena *arena = composing->work->arena;
	struct value *list = map_list(view, "lists");

	for (size_t i = 0; i < composing->lists->count; i++) {
		const struct list_file *file = &composing->lists->list[i];
		struct value *map = list_map(list);
		int64_t amount = 0;
		struct str words = { 0 };

		if (!figure_is(composing->annual, arena, file->figure, &amount, &words) ||
			amount != file->sum)
			return refuse(composing, ERR_CONFLICT, NULL, arena_printf(arena,
				"生成清单时数据有变化（%.*s：统计为%" PRId64 "，清单为%" PRId64
				"），请再试一次。",
				STR_ARG(words), amount, file->sum));
		map_str(map, "figure", file->figure);
		map_str(map, "words", words);
		map_str(map, "rule", proof_rule(arena, composing->annual->year, file->figure));
		map_int(map, "count", file->count);
		map_int(map, "sum", file->sum);
		map_str(map, "sha256", file->sha256);
	}
	return OK;
}

/* Whoever wrote its texts or filed a part. */
static struct str writers_of(const struct composing *composing)
{
	const struct annual *annual = composing->annual;
	struct str writers = annual->texts.writers;

	/* Of texts that an earlier version wrote, whoever did it last. */
	if (!str_lists(writers, ',', annual->texts.by))
		writers = ARENA_GLUE(composing->work->arena, writers, S(","), annual->texts.by);
	for (size_t i = 0; i < annual->depts.count; i++)
		if (annual->filings[i].version > 0 && !str_lists(writers, ',', annual->filings[i].by))
			writers = ARENA_GLUE(composing->work->arena, writers, S(","), annual->filings[i].by);
	return writers;
}

static enum status make_text(struct composing *composing, struct article_text *text)
{
	struct casework *work = composing->work;
	struct value *view = value_map(work->arena);

	annual_public_view(work, composing->annual, view);
	add_filed(composing, view);
	TRY(add_before(composing, view));
	map_str(view, "folder", composing->compose->folder);
	TRY(add_lists(composing, view));
	*text = (struct article_text){ .column = S(REPORT_COLUMN), .title = map_get_str(view, "title"),
		.summary = ARENA_GLUE(work->arena, S("统计期限："), map_get_str(view, "period"), S("。")),
		.body = compose_body(work->arena, composing->annual),
		.source = str_of(work->config->site.host), .keywords = S("年度报告,政府信息公开"),
		.note = composing->compose->note, .report = json_print(work->arena, view) };
	return OK;
}

/* A draft begun by attaching a file to a published report has that report's lists: these stay. */
static enum status read_replaced(struct composing *composing)
{
	struct casework *work = composing->work;
	struct frozen draft = { .data = NULL };
	struct frozen public = { .data = NULL };
	enum status status = frozen_read_draft(work, composing->compose->year, &draft);

	if (status == OK)
		status = frozen_read(work, composing->compose->year, 0, &public);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (draft.data != NULL && (public.data == NULL ||
		!str_eq(frozen_folder(draft.data), frozen_folder(public.data))))
		composing->replaced = frozen_folder(draft.data);
	return OK;
}

static void remove_lists(struct casework *work, struct str folder)
{
	if (folder.len > 0)
		list_files_remove(arena_cstr(work->arena, lists_folder(work, folder)));
}

/* Lists that no report names are removed; when the store fails it may, or may not, name the new ones. */
static enum status draft(struct composing *composing, struct article *after)
{
	struct casework *work = composing->work;
	const struct compose *compose = composing->compose;
	struct article_text text;
	struct article_change change = { .by = compose->by, .text = &text, .report = compose->year };
	uint64_t n = composing->article.n;
	enum status status = make_text(composing, &text);

	if (status == OK) {
		change.action = n == 0 ? ARTICLE_CREATE : ARTICLE_EDIT;
		change.version = composing->article.version;
		change.writers = writers_of(composing);
		status = article_change(work, &n, &change, after, composing->refusal);
	}
	if (status == OK)
		remove_lists(work, composing->replaced);
	else if (status != ERR_AWAY && status != ERR_INTERNAL)
		remove_lists(work, composing->compose->folder);
	return status;
}

static struct composing begin(struct casework *work, const struct compose *compose,
	struct article_refusal *refusal)
{
	*refusal = (struct article_refusal){ .field = NULL };
	return (struct composing){ .work = work, .compose = compose,
		.annual = ARENA_NEW(work->arena, struct annual), .refusal = refusal };
}

enum status compose_check(struct casework *work, const struct compose *compose,
	struct article_refusal *refusal)
{
	struct composing composing = begin(work, compose, refusal);

	return read_all(&composing);
}

/* The cases are looked at first, which takes long; then, in one go, the figures, texts and filings are read. */
enum status report_compose(struct casework *work, const struct compose *compose, struct article *after,
	struct article_refusal *refusal)
{
	struct composing composing = begin(work, compose, refusal);
	enum status status;

	TRY(read_all(&composing));
	composing.lists = ARENA_NEW(work->arena, struct list_files);
	TRY(lists_write(work, composing.annual->sum.form, lists_folder(work, compose->folder),
		&compose->listener, composing.lists));
	status = read_all(&composing);
	if (status == OK)
		status = read_replaced(&composing);
	if (status == OK)
		return draft(&composing, after);
	remove_lists(work, compose->folder);
	return status;
}
