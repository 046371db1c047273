/*
 * A year's report made a draft: what stands in the way, the button, how far it is, and the draft as it will
 * be published.
 */
#include "pages/report/compose.h"

#include "base/clock.h"
#include "base/ratio.h"
#include "pages/report/report_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "report/annual.h"
#include "report/annual_view.h"
#include "report/frozen/compose.h"
#include "report/frozen/wish.h"

static const struct form_field fields[] = {
	{ "note", "修订说明", FIELD_LINE, false, 0, ARTICLE_NOTE_MAX, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form compose_form = { "staff", fields };

static int year_of(const struct exchange *exchange)
{
	uint64_t year;

	return str_to_u64(exchange->params[0], 9999, &year) ? (int)year : 0;
}

/* The article as it stands; of none yet the state is empty. */
static enum status add_article(struct exchange *exchange, struct casework *work, int year)
{
	struct value *view = exchange->reply->view;
	struct article article = { .n = 0 };
	uint64_t n;

	TRY(article_report_find(work, year, &n));
	if (n != 0)
		TRY(article_read(work, n, &article));
	map_int(view, "article", (int64_t)n);
	map_str(view, "state_label", n != 0 ? str_of(article_state_label(article.state)) : S(""));
	map_bool(view, "correction", article.versions > 0);
	map_bool(view, "waits", article.state == ARTICLE_REVIEW || article.state == ARTICLE_SCHEDULED);
	return OK;
}

/* How often the page is loaded again while it waits, seconds. */
#define AGAIN "3"

/* What was asked for and how it ended, or how far it is. */
static enum status add_wish(struct exchange *exchange, struct casework *work, int year)
{
	struct value *map = map_map(exchange->reply->view, "wish");
	struct wish_progress progress = { 0 };
	struct wish wish;
	struct str by = { 0 };

	TRY(wish_read(work, year, &wish));
	if (wish.version > 0)
		TRY(staff_who_read(work, wish.by, &by));
	if (wish.state == WISH_ASKED)
		TRY(wish_progress_read(work, year, &progress));
	map_bool(exchange->reply->view, "composing", wish.state == WISH_ASKED);
	map_str(map, "state", str_of(wish_state_name(wish.state)));
	map_bool(map, "asked", wish.state == WISH_ASKED);
	map_bool(map, "drafted", wish.state == WISH_DRAFTED);
	map_bool(map, "refused", wish.state == WISH_REFUSED);
	map_str(map, "by_name", by);
	map_str(map, "at_text", wish.at != 0 ? clock_minute(work->arena, wish.at) : S(""));
	map_int(map, "done", progress.done);
	map_int(map, "all", progress.all);
	map_int(map, "percent", ratio(progress.done, 100, progress.all));
	map_int(map, "article", (int64_t)wish.article);
	map_str(map, "why", wish.why);
	if (wish.state == WISH_ASKED)
		reply_header(exchange->reply, S("Refresh"), S(AGAIN));
	return OK;
}

static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct casework work = site_work(exchange);
	struct annual *annual = ARENA_NEW(exchange->arena, struct annual);
	int year = year_of(exchange);

	TRY(annual_read(&work, year, annual));
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_report_compose",
		.title = "年度报告送审", .menu = "reports", .form = &compose_form, .values = values,
		.fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	annual_view(&work, annual, exchange->reply->view);
	map_bool(exchange->reply->view, "may_compose",
		(exchange->session->viewer.roles & ROLE_EDITOR) != 0);
	TRY(add_wish(exchange, &work, year));
	return add_article(exchange, &work, year);
}

enum status report_compose_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

/* Those who asked twice see how far it is. */
static enum status ask(struct exchange *exchange, struct casework *work, const struct compose *compose,
	struct article_refusal *refusal)
{
	enum status status;

	TRY(compose_check(work, compose, refusal));
	status = wish_ask(work, compose->year, exchange->session->account.id, compose->note);
	if (status == ERR_NOT_NOW)
		refusal->why = S("已经有人要求生成送审稿，正在汇总。");
	return status;
}

enum status report_compose_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct compose compose = { .year = year_of(exchange), .by = &exchange->session->viewer };
	struct article_refusal refusal = { .field = NULL };
	struct form_values values;
	enum status status;

	form_check(exchange->arena, &compose_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	compose.note = form_get(&values, "note");
	status = ask(exchange, &work, &compose, &refusal);
	if (status == ERR_INVALID || status == ERR_CONFLICT || status == ERR_NOT_NOW) {
		if (refusal.field != NULL && str_eq(str_of(refusal.field), S("note")))
			form_fault(&values, refusal.field, refusal.why);
		return show(exchange, &values, status, refusal.why);
	}
	TRY(status);
	map_str(exchange->reply->view, "state", str_of(wish_state_name(WISH_ASKED)));
	return respond_done(exchange, exchange->request->path, 202);
}

enum status report_compose_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &compose_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, (struct str){ 0 });
}

enum status report_draft_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct frozen frozen;

	TRY(frozen_read_draft(&work, year_of(exchange), &frozen));
	if (!article_inside(&frozen.article, &exchange->session->viewer))
		return ERR_NOT_FOUND;
	report_view(exchange->arena, &frozen, exchange->reply->view);
	map_str(exchange->reply->view, "draft_hash", frozen.article.draft_hash);
	respond_page(exchange, "staff_report_draft", frozen.version.text.title, "reports");
	return OK;
}
