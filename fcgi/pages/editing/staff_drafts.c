/* The form of a draft. */
#include "pages/editing/staff_drafts.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/editing/article_forms.h"
#include "pages/publish/article_view.h"
#include "pages/editing/digests.h"
#include "pages/editing/staff_article.h"
#include "publish/digest.h"

/* The columns that this person may draft in, for the form's choice. */
static enum status add_columns(struct exchange *exchange, struct str chosen)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "columns");
	struct columns columns;

	TRY(columns_read(&work, &columns));
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		struct value *map;

		if (!column_takes(&columns.list[i], &exchange->session->viewer))
			continue;
		map = list_map(list);
		map_str(map, "id", columns.list[i].id);
		map_str(map, "name", columns.list[i].name);
		map_str(map, "indent", str_sub(S("　　　　"), 0,
			(columns_trail(&columns, &columns.list[i], trail) - 1) * 3));
		map_bool(map, "chosen", str_eq(columns.list[i].id, chosen));
	}
	return OK;
}

/* What a form shows: values as sent, else the text. */
struct draft_page {
	const struct form_values *values;
	const struct article *article;	/* NULL: a new one */
	struct article_text text;
	const struct article_text *other;	/* NULL: nobody wrote meanwhile */
	const struct article_text *preview;	/* how it would read; NULL: nobody asked */
	enum status fault;
	struct str why;
};

/* What lies there now, below what the loser of a race typed. */
static void add_other(struct exchange *exchange, const struct article_text *text)
{
	struct value *map = map_map(exchange->reply->view, "other");
	struct article_text copy = *text;

	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		map_str(map, row->name, *article_text_at(&copy, row));
}

/* The draft as it would read; nothing of it is kept. */
static void add_preview(struct exchange *exchange, const struct article_text *text)
{
	const struct article none = { 0 };
	const struct article_version version = { .text = *text };

	article_text_view(exchange->arena, &none, &version, map_map(exchange->reply->view, "preview"));
}

static enum status show_form(struct exchange *exchange, const struct draft_page *page)
{
	struct value *prefill = value_map(exchange->arena);
	struct article_text text = page->text;
	struct str column = page->values != NULL ? form_get(page->values, "column") : text.column;

	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		map_str(prefill, row->name, *article_text_at(&text, row));
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_article_form",
		.title = page->article != NULL ? "修改稿件" : "起草信息", .menu = "articles",
		.form = &article_draft_form, .values = page->values, .prefill = prefill, .fault = page->fault,
		.why = page->why }));
	if (page->fault != OK && exchange->request->wants_json)
		return OK;
	map_int(exchange->reply->view, "n", page->article != NULL ? (int64_t)page->article->n : 0);
	if (page->article != NULL) {
		map_int(exchange->reply->view, "version", page->article->version);
		map_bool(exchange->reply->view, "revision", page->article->versions > 0);
	}
	map_bool(exchange->reply->view, "policy", page->values != NULL || text.validity.len > 0 ||
		text.explains.len > 0);
	map_bool(exchange->reply->view, "digest", str_eq(column, S(DIGEST_COLUMN)) || text.cases.len > 0 ||
		(page->values != NULL && form_get(page->values, "cases").len > 0));
	if (page->other != NULL)
		add_other(exchange, page->other);
	map_bool(exchange->reply->frame, "live", page->preview == NULL);
	if (page->preview != NULL)
		add_preview(exchange, page->preview);
	return add_columns(exchange, column);
}

enum status staff_drafts_new(struct exchange *exchange)
{
	struct draft_page page = { .text = { .column = field_get(exchange->request->query, "column"),
		.explains = field_get(exchange->request->query, "explains"),
		.source = str_of(exchange->site->config->site.host) } };

	TRY(digests_prefill(exchange, &page.text));
	return show_form(exchange, &page);
}

enum status staff_drafts_form(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct draft_page page = { 0 };
	struct article article;

	TRY(article_read_text(&work, staff_article_number(exchange), &article, &page.text));
	if (!article_may(&article, ARTICLE_EDIT, &exchange->session->viewer))
		return ERR_NOT_NOW;
	TRY(digests_prefill(exchange, &page.text));
	page.article = &article;
	return show_form(exchange, &page);
}

/* The form as it was sent; page says what goes with it. */
static enum status show_again(struct exchange *exchange, struct draft_page page)
{
	struct casework work = site_work(exchange);
	struct article article;

	if (staff_article_number(exchange) != 0) {
		TRY(article_read_text(&work, staff_article_number(exchange), &article, &page.text));
		page.article = &article;
		if (page.fault == ERR_CONFLICT || page.fault == ERR_NOT_NOW)
			page.other = &page.text;
	}
	return show_form(exchange, &page);
}

static enum status write_draft(struct exchange *exchange, enum article_action action)
{
	struct casework work = site_work(exchange);
	struct article_text text;
	struct form_values values;
	struct article_change change = { .action = action, .by = &exchange->session->viewer, .text = &text };
	struct article_refusal refusal;
	struct article after;
	uint64_t n = staff_article_number(exchange);
	enum status status;

	if (n != 0 && !str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	article_draft_check(exchange, &values, &text);
	change.once = site_once(exchange, &values);
	if (field_get(exchange->request->form, "preview").len > 0)
		return show_again(exchange, (struct draft_page){ .values = &values, .preview = &text });
	if (!values.ok)
		return show_again(exchange, (struct draft_page){ .values = &values, .fault = ERR_INVALID });
	status = article_change(&work, &n, &change, &after, &refusal);
	if (refusal.field != NULL)
		form_fault(&values, refusal.field, refusal.why);
	if (status == ERR_INVALID)
		return show_again(exchange, (struct draft_page){ .values = &values, .fault = status });
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW)
		return show_again(exchange, (struct draft_page){ .values = &values, .fault = status,
			.why = S("这篇稿件刚才被别人改过。您填写的内容都在下面，请对照最新的稿件再保存。") });
	TRY(status);
	return staff_article_done(exchange, &after, article_row(action)->name);
}

enum status staff_drafts_create(struct exchange *exchange)
{
	return write_draft(exchange, ARTICLE_CREATE);
}

enum status staff_drafts_edit(struct exchange *exchange)
{
	return write_draft(exchange, ARTICLE_EDIT);
}

static enum status write_again(struct exchange *exchange)
{
	struct article_text text;
	struct form_values values;

	article_draft_check(exchange, &values, &text);
	return show_again(exchange, (struct draft_page){ .values = &values, .fault = ERR_TOKEN });
}

enum status staff_drafts_create_again(struct exchange *exchange)
{
	return write_again(exchange);
}

enum status staff_drafts_edit_again(struct exchange *exchange)
{
	return write_again(exchange);
}
