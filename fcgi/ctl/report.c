/* wenzhengctl report: the yearly report as it stands now, in the format that is asked for. */
#include "ctl/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/csv_print.h"
#include "base/json_print.h"
#include "ctl/report_frozen.h"
#include "report/annual_print.h"
#include "report/annual_view.h"
#include "report/article_figures.h"
#include "report/proof.h"
#include "report/stats.h"
#include "web/template.h"

static bool print_json(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = arena_join(ctl->arena, json_print(ctl->arena, view), S("\n"));
	return true;
}

static bool print_csv(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = annual_csv(ctl->arena, view);
	return true;
}

static bool print_markdown(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = annual_markdown(ctl->arena, view);
	return true;
}

static bool print_html(struct ctl *ctl, const struct value *view, struct str *text)
{
	const char *problem = "";
	struct template_set *set = template_set_load(ctl->config->paths.templates, &problem);
	bool good;

	if (set == NULL) {
		ctl_fail("%s", problem);
		return false;
	}
	good = template_render_alone(set, ctl->arena, "report", view, text);
	template_set_free(set);
	return good;
}

static const struct format {
	const char *name;
	bool (*print)(struct ctl *ctl, const struct value *view, struct str *text);
} formats[] = {
	{ "md", print_markdown },
	{ "json", print_json },
	{ "csv", print_csv },
	{ "html", print_html },
};

static const struct format *find_format(const char *name)
{
	if (name == NULL)
		return &formats[0];
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

/* What is behind a figure as CSV: each chunk in an arena of its own, which is emptied after it. */
#define CHUNK_ROWS 500
#define CHUNK_BYTES ((size_t)64 << 20)
#define CURSOR_BYTES 96

static void print_text(struct str text)
{
	if (text.len > 0)
		fwrite(text.data, 1, text.len, stdout);
}

static const char *const case_head[] = { "件", "编号", "申请人", "收到", "办理结果", "计入日期", NULL };
static const char *const article_head[] = { "信息", "标题", "栏目", "首次发布", NULL };
static const char *const month_head[] = { "月份", "访问次数", NULL };

static void print_head(struct arena *arena, const char *const *names)
{
	struct buf out = buf_in(arena);

	csv_begin(&out);
	for (size_t i = 0; names[i] != NULL; i++)
		csv_text(&out, str_of(names[i]));
	csv_end_row(&out);
	print_text(buf_str(&out));
}

static void print_row(struct casework *work, const struct case_record *record, int64_t at, struct buf *out)
{
	bool request = record->channel == CHANNEL_REQUEST;

	csv_int(out, (int64_t)record->n);
	csv_text(out, case_number(work, record));
	csv_text(out, request ? str_of(applicant_name(record->applicant)) : (struct str){ 0 });
	csv_text(out, clock_date(work->arena, record->received != 0 ? record->received : record->created));
	csv_text(out, record->outcome);
	csv_text(out, at != 0 ? clock_date(work->arena, at) : (struct str){ 0 });
	csv_end_row(out);
}

/* A figure of the tables, from its lists; *printed grows. */
static enum status print_listed(struct ctl *ctl, struct casework *chunk, int year, struct str id,
	uint64_t *printed)
{
	struct proof_row *rows = arena_array(ctl->arena, CHUNK_ROWS, sizeof(*rows));
	struct proof proof;
	size_t count;

	TRY(proof_begin(&ctl->work, year, id, (struct str){ 0 }, &proof));
	print_head(ctl->arena, case_head);
	while (!proof_ended(&proof)) {
		struct buf out = buf_in(chunk->arena);

		TRY(proof_next(chunk, &proof, CHUNK_ROWS, rows, &count));
		for (size_t i = 0; i < count; i++)
			print_row(chunk, &rows[i].record, rows[i].at, &out);
		print_text(buf_str(&out));
		*printed += count;
		arena_reset(chunk->arena);
	}
	return OK;
}

/* A figure of part one, by looking at every case. */
static enum status print_scanned(struct ctl *ctl, struct casework *chunk, int year, struct str id,
	uint64_t *printed)
{
	struct case_record *rows;
	uint64_t next = 1;
	size_t count;

	for (bool first = true; next != 0; first = false) {
		struct buf out = buf_in(chunk->arena);

		TRY(overall_scan(chunk, year, id, &next, &rows, &count));
		if (first)
			print_head(ctl->arena, case_head);
		for (size_t i = 0; i < count; i++)
			print_row(chunk, &rows[i], 0, &out);
		print_text(buf_str(&out));
		*printed += count;
		arena_reset(chunk->arena);
	}
	return OK;
}

/* A figure of articles, from the list that it counts. */
static enum status print_articles(struct ctl *ctl, struct casework *chunk, int year,
	const struct article_figure *figure, uint64_t *printed)
{
	char before[CURSOR_BYTES] = "";
	struct articles_page page;

	print_head(ctl->arena, article_head);
	do {
		struct buf out = buf_in(chunk->arena);

		TRY(article_figure_page(chunk, year, figure, str_of(before), &page));
		for (size_t i = 0; i < page.count; i++) {
			csv_int(&out, (int64_t)page.rows[i].n);
			csv_text(&out, page.rows[i].title);
			csv_text(&out, page.rows[i].column);
			csv_text(&out, clock_date(chunk->arena, page.rows[i].published));
			csv_end_row(&out);
		}
		print_text(buf_str(&out));
		*printed += page.count;
		snprintf(before, sizeof(before), "%.*s", STR_ARG(page.next));
		arena_reset(chunk->arena);
	} while (before[0] != '\0');
	return OK;
}

static enum status print_months(struct ctl *ctl, int year, uint64_t *printed)
{
	struct buf out = buf_in(ctl->arena);
	int64_t months[STATS_MONTHS];

	TRY(stats_read_visits(&ctl->work, year, months));
	print_head(ctl->arena, month_head);
	for (int i = 0; i < STATS_MONTHS; i++) {
		if (months[i] == 0)
			continue;
		csv_text(&out, arena_printf(ctl->arena, "%04d-%02d", year, i + 1));
		csv_int(&out, months[i]);
		csv_end_row(&out);
		*printed += 1;
	}
	print_text(buf_str(&out));
	return OK;
}

static enum status print_rows(struct ctl *ctl, struct casework *chunk, int year, struct str id,
	uint64_t *printed)
{
	const struct article_figure *articles = article_figure_find(id);

	if (articles != NULL)
		return print_articles(ctl, chunk, year, articles, printed);
	if (str_eq(id, S(OVERALL_VISITS)))
		return print_months(ctl, year, printed);
	return str_starts(id, S("1.")) ? print_scanned(ctl, chunk, year, id, printed) :
		print_listed(ctl, chunk, year, id, printed);
}

static enum status print_proof(struct ctl *ctl, int year, struct str id, uint64_t *printed)
{
	struct casework chunk = ctl->work;
	enum status status;

	*printed = 0;
	chunk.arena = arena_new(CHUNK_BYTES);
	status = print_rows(ctl, &chunk, year, id, printed);
	arena_free(chunk.arena);
	return status;
}

static int prove(struct ctl *ctl, int year, const char *figure)
{
	uint64_t printed;
	enum status status = print_proof(ctl, year, str_of(figure), &printed);

	if (status == ERR_NOT_FOUND)
		return ctl_fail("%s is no figure that the system counts", figure);
	if (status != OK)
		return ctl_fail_status(ctl, figure, status);
	fprintf(stderr, "%" PRIu64 " rows\n", printed);
	return CTL_DONE;
}

static int report(struct ctl *ctl)
{
	const struct format *format = find_format(ctl_value(ctl, "format"));
	struct value *view = value_map(ctl->arena);
	struct annual *annual = ARENA_NEW(ctl->arena, struct annual);
	struct str text = { 0 };
	enum status status;
	uint64_t year;

	if (format == NULL) {
		ctl_fail("no such format: %s; there are md, json, csv and html", ctl_value(ctl, "format"));
		return CTL_MISUSED;
	}
	if (!str_to_u64(str_of(ctl->words[0]), 9999, &year)) {
		ctl_fail("%s is no year", ctl->words[0]);
		return CTL_MISUSED;
	}
	if (!yearly_valid(&ctl->work, (int)year))
		return ctl_fail_status(ctl, ctl->words[0], ERR_NOT_FOUND);
	if (ctl_value(ctl, "proof") != NULL)
		return prove(ctl, (int)year, ctl_value(ctl, "proof"));
	if (ctl_value(ctl, "compose") != NULL)
		return report_compose_by(ctl, (int)year, ctl_value(ctl, "compose"), ctl_value(ctl, "note"));
	if (ctl_flag(ctl, "verify"))
		return report_verify(ctl, (int)year);
	status = annual_read(&ctl->work, (int)year, annual);
	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	annual_view(&ctl->work, annual, view);
	if (!format->print(ctl, view, &text))
		return CTL_FAILED;
	print_text(text);
	return CTL_DONE;
}

const struct ctl_command ctl_report[] = {
	{ "report", "YEAR", 1, 1, CTL_SITE, report, "Print a year's report (政府信息公开工作年度报告) as it stands",
		"The figures, what was entered, and what the checks find; nothing is changed without --compose.\n",
		{ { "format", "md|json|csv|html", "what to print, md if not given" },
			{ "proof", "FIGURE", "instead what is behind a figure, as CSV: 3.new.total, 6.fees, 1.letter.ontime, 1.articles" },
			{ "compose", "ACCOUNT", "instead make the draft for review, as that editor does on the page" },
			{ "note", "TEXT", "what the draft corrects, of a report that is published" },
			{ "verify", NULL, "instead hold the published report's lists against the cases and articles" } } },
	{ 0 },
};
