/* A year's report made a draft: what stands in the way, the button, and the draft as it will be published. */
#include "pages/report/compose.h"

#include "pages/report/report_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "report/annual.h"
#include "report/annual_view.h"
#include "report/frozen/compose.h"

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
	return add_article(exchange, &work, year);
}

enum status report_compose_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status report_compose_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct compose compose = { .year = year_of(exchange), .by = &exchange->session->viewer };
	struct article_refusal refusal;
	struct form_values values;
	struct article after;
	enum status status;

	form_check(exchange->arena, &compose_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	compose.note = form_get(&values, "note");
	status = report_compose(&work, &compose, &after, &refusal);
	if (status == ERR_INVALID || status == ERR_CONFLICT || status == ERR_NOT_NOW ||
		status == ERR_TOO_LARGE) {
		if (refusal.field != NULL && str_eq(str_of(refusal.field), S("note")))
			form_fault(&values, refusal.field, refusal.why);
		return show(exchange, &values, status, refusal.why);
	}
	TRY(status);
	map_int(exchange->reply->view, "article", (int64_t)after.n);
	map_int(exchange->reply->view, "version", after.version);
	return respond_done(exchange, ARENA_GLUE(exchange->arena, S("/staff/articles/"),
		num(exchange->arena, (int64_t)after.n), S("?done=compose")), 201);
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
