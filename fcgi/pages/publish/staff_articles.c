/* The editors' pages of published information. */
#include "pages/publish/staff_articles.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_forms.h"
#include "pages/publish/article_view.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"
#include "publish/article_check.h"

/* The tabs of the list: an index of publish/article, its name in the query, its label. */
static const struct tab {
	const char *name;
	const char *label;
	enum article_state state;	/* ARTICLE_NONE: those taken down */
} tabs[] = {
	{ "draft", "草稿", ARTICLE_DRAFT },
	{ "review", "待审核", ARTICLE_REVIEW },
	{ "scheduled", "待发布", ARTICLE_SCHEDULED },
	{ "published", "已发布", ARTICLE_PUBLISHED },
	{ "down", "已撤下", ARTICLE_NONE },
};
#define TABS (sizeof(tabs) / sizeof(tabs[0]))

static const struct tab *wanted_tab(struct exchange *exchange)
{
	struct str name = field_get(exchange->request->query, "tab");

	for (size_t i = 0; i < TABS; i++)
		if (str_eq(name, str_of(tabs[i].name)))
			return &tabs[i];
	return (exchange->session->viewer.roles & ROLE_EDITOR) != 0 ? &tabs[0] : &tabs[1];
}

static void add_tabs(struct exchange *exchange, const struct tab *current)
{
	struct value *list = map_list(exchange->reply->view, "tabs");

	for (size_t i = 0; i < TABS; i++) {
		struct value *map = list_map(list);

		map_str(map, "link_url", arena_join(exchange->arena, S("/staff/articles?tab="),
			str_of(tabs[i].name)));
		map_str(map, "link_label", str_of(tabs[i].label));
		map_bool(map, "link_current", &tabs[i] == current);
	}
	map_str(exchange->reply->view, "tab", str_of(current->name));
}

static struct str article_label(const struct article *article)
{
	if (article->takedown != TAKEDOWN_NONE && article->state == ARTICLE_PUBLISHED)
		return str_of(takedown_label(article->takedown));
	if (article->state == ARTICLE_DRAFT && article->versions > 0)
		return S("修订中");
	return str_of(article_state_label(article->state));
}

static void add_row(struct exchange *exchange, const struct article *article, const struct columns *columns,
	const struct staff_names *names, struct value *map)
{
	const struct column *column = columns_find(columns, article->column);

	article_row_view(exchange->arena, article, map);
	map_str(map, "draft_title", article->draft_title);
	map_str(map, "state", str_of(article_state_name(article->state)));
	map_str(map, "state_label", article_label(article));
	map_str(map, "column_name", column != NULL ? column->name : article->column);
	map_str(map, "created_name", staff_who(exchange->arena, names, article->created_by));
	map_str(map, "edited_text", wording_minute(exchange->arena, article->edited));
}

enum status staff_articles_list(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	const struct tab *tab = wanted_tab(exchange);
	struct str before = field_get(exchange->request->query, "before");
	struct value *list = map_list(view, "articles");
	struct staff_ids ids = { .count = 0 };
	struct articles_page page;
	struct staff_names names;
	struct columns columns;

	TRY(articles_list(&work, tab->state != ARTICLE_NONE ?
		article_index_state(exchange->arena, tab->state) : S(ARTICLES_DOWN), before, ARTICLES_A_PAGE,
		true, &page));
	for (size_t i = 0; i < page.count; i++)
		staff_ids_add(&ids, page.rows[i].created_by);
	TRY(staff_names_read(&work, &ids, &names));
	TRY(columns_read(&work, &columns));
	for (size_t i = 0; i < page.count; i++)
		add_row(exchange, &page.rows[i], &columns, &names, list_map(list));
	add_tabs(exchange, tab);
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	map_bool(view, "later", before.len > 0);
	map_bool(exchange->reply->frame, "editor", (exchange->session->viewer.roles & ROLE_EDITOR) != 0);
	respond_page(exchange, "staff_articles", S("信息发布"), "articles");
	return OK;
}

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
	if (page->article != NULL) {
		map_int(exchange->reply->view, "n", (int64_t)page->article->n);
		map_int(exchange->reply->view, "version", page->article->version);
		map_bool(exchange->reply->view, "revision", page->article->versions > 0);
	}
	if (page->other != NULL)
		add_other(exchange, page->other);
	return add_columns(exchange, column);
}

enum status staff_articles_new(struct exchange *exchange)
{
	struct draft_page page = { .text = { .column = field_get(exchange->request->query, "column"),
		.source = str_of(exchange->site->config->site.host) } };

	return show_form(exchange, &page);
}

static uint64_t number_of(const struct exchange *exchange)
{
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	return n;
}

/* The draft, or where there is none the published version as the beginning of a revision. */
static enum status read_text(struct casework *work, uint64_t n, struct article *article,
	struct article_text *text)
{
	struct article_version version;
	struct str bytes;

	TRY(article_read_draft(work, n, article, &bytes, text));
	if (bytes.len > 0 || article->versions == 0)
		return OK;
	TRY(article_read_version(work, n, 0, article, &version));
	*text = version.text;
	/* The next version says what it changes and when it goes out itself. */
	text->note = text->publish_at = (struct str){ 0 };
	return OK;
}

enum status staff_articles_form(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct draft_page page = { 0 };
	struct article article;

	TRY(read_text(&work, number_of(exchange), &article, &page.text));
	if (!article_may(&article, ARTICLE_EDIT, &exchange->session->viewer))
		return ERR_NOT_NOW;
	page.article = &article;
	return show_form(exchange, &page);
}

static enum status show_again(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct casework work = site_work(exchange);
	struct draft_page page = { .values = values, .fault = fault, .why = why };
	struct article article;

	if (number_of(exchange) != 0) {
		TRY(read_text(&work, number_of(exchange), &article, &page.text));
		page.article = &article;
		if (fault == ERR_CONFLICT || fault == ERR_NOT_NOW)
			page.other = &page.text;
	}
	return show_form(exchange, &page);
}

/* To the article's page; for programs {"article","version"}. */
static enum status finish(struct exchange *exchange, const struct article *article, const char *done)
{
	map_int(exchange->reply->view, "article", (int64_t)article->n);
	map_int(exchange->reply->view, "version", article->version);
	map_str(exchange->reply->view, "state", str_of(article_state_name(article->state)));
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/staff/articles/"), num(exchange->arena, (int64_t)article->n),
			S("?done="), str_of(done)),
		str_eq(str_of(done), S("create")) ? 201 : 200);
}

static enum status write_draft(struct exchange *exchange, enum article_action action)
{
	struct casework work = site_work(exchange);
	struct article_text text;
	struct form_values values;
	struct article_change change = { .action = action, .by = &exchange->session->viewer, .text = &text,
		.once = exchange->form_nonce };
	struct article_refusal refusal;
	struct article after;
	uint64_t n = number_of(exchange);
	enum status status;

	if (n != 0 && !str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	article_draft_check(exchange, &values, &text);
	if (!values.ok)
		return show_again(exchange, &values, ERR_INVALID, (struct str){ 0 });
	status = article_change(&work, &n, &change, &after, &refusal);
	if (refusal.field != NULL)
		form_fault(&values, refusal.field, refusal.why);
	if (status == ERR_INVALID)
		return show_again(exchange, &values, status, (struct str){ 0 });
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW)
		return show_again(exchange, &values, status,
			S("这篇稿件刚才被别人改过。您填写的内容都在下面，请对照最新的稿件再保存。"));
	TRY(status);
	return finish(exchange, &after, article_row(action)->name);
}

enum status staff_articles_create(struct exchange *exchange)
{
	return write_draft(exchange, ARTICLE_CREATE);
}

enum status staff_articles_edit(struct exchange *exchange)
{
	return write_draft(exchange, ARTICLE_EDIT);
}

static enum status write_again(struct exchange *exchange)
{
	struct article_text text;
	struct form_values values;

	article_draft_check(exchange, &values, &text);
	return show_again(exchange, &values, ERR_TOKEN, (struct str){ 0 });
}

enum status staff_articles_create_again(struct exchange *exchange)
{
	return write_again(exchange);
}

enum status staff_articles_edit_again(struct exchange *exchange)
{
	return write_again(exchange);
}

/* The actions' forms that this person may use now: may_submit, may_approve … */
static void add_actions(struct exchange *exchange, const struct article *article, struct value *map)
{
	const struct viewer *viewer = &exchange->session->viewer;

	static const char *const names[ARTICLE_ACTIONS] = { [ARTICLE_EDIT] = "may_edit",
		[ARTICLE_SUBMIT] = "may_submit", [ARTICLE_RECALL] = "may_recall",
		[ARTICLE_REJECT] = "may_reject", [ARTICLE_APPROVE] = "may_approve",
		[ARTICLE_DISCARD] = "may_discard", [ARTICLE_TAKE_DOWN] = "may_take_down" };

	for (int i = 0; i < ARTICLE_ACTIONS; i++)
		if (names[i] != NULL && article_may(article, (enum article_action)i, viewer))
			map_bool(map, names[i], true);
	map_bool(map, "own", article->state == ARTICLE_REVIEW && (viewer->roles & ROLE_REVIEWER) != 0 &&
		article_wrote(article, viewer->id));
}

static enum status add_people(struct exchange *exchange, const struct article *article, struct value *map)
{
	struct casework work = site_work(exchange);
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;
	struct str rest = article->editors;
	struct str editor;
	struct str who = { 0 };

	staff_ids_add(&ids, article->created_by);
	staff_ids_add(&ids, article->reviewed_by);
	while (str_cut(&rest, ',', &editor))
		staff_ids_add(&ids, editor);
	TRY(staff_names_read(&work, &ids, &names));
	rest = article->editors;
	while (str_cut(&rest, ',', &editor))
		who = ARENA_GLUE(exchange->arena, who, who.len > 0 ? S("、") : S(""),
			staff_who(exchange->arena, &names, editor));
	map_str(map, "written_names", who);
	map_str(map, "created_name", staff_who(exchange->arena, &names, article->created_by));
	map_str(map, "reviewed_name", article->reviewed_by.len > 0 ?
		staff_who(exchange->arena, &names, article->reviewed_by) : S(""));
	return OK;
}

static void add_state(struct exchange *exchange, const struct article *article, struct value *map)
{
	map_int(map, "record", article->version);
	map_str(map, "state", str_of(article_state_name(article->state)));
	map_str(map, "state_label", article_label(article));
	map_int(map, "versions", article->versions);
	map_str(map, "hash", article->draft_hash);
	map_str(map, "reason", article->reason);
	map_str(map, "edited_text", wording_minute(exchange->arena, article->edited));
	map_str(map, "submitted_text", wording_minute(exchange->arena, article->submitted));
	map_str(map, "reviewed_text", wording_minute(exchange->arena, article->reviewed));
	map_str(map, "scheduled_text", wording_minute(exchange->arena, article->scheduled));
	if (article->takedown != TAKEDOWN_NONE)
		map_str(map, "takedown", str_of(takedown_name(article->takedown)));
	map_str(map, "moved_to", article->moved_to);
}

/* What the system found in the draft: for whoever submits it, and for the reviewer. */
static enum status add_findings(struct exchange *exchange, const struct article *article,
	const struct article_text *text, struct value *map)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(map, "findings");
	struct article_findings findings;

	map_bool(map, "was_answered", article->answered.len > 0);
	if (article->draft_hash.len == 0)
		return OK;
	TRY(article_check(&work, article->n, text, &findings));
	for (size_t i = 0; i < findings.count; i++) {
		struct value *item = list_map(list);

		map_str(item, "kind", str_of(article_finding_name(findings.list[i].kind)));
		map_str(item, "kind_label", str_of(article_finding_label(findings.list[i].kind)));
		map_str(item, "what", findings.list[i].what);
		map_bool(item, "stops", article_finding_stops(findings.list[i].kind));
	}
	map_bool(map, "to_answer", article_findings_to_answer(exchange->arena, &findings).len > 0);
	return OK;
}

/* fault: why an action was refused; values: what was typed with it. */
static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct casework work = site_work(exchange);
	struct article_version shown = { 0 };
	struct columns columns;
	struct article article;
	struct value *map;

	TRY(read_text(&work, number_of(exchange), &article, &shown.text));
	if (!article_inside(&article, &exchange->session->viewer))
		return ERR_NOT_FOUND;
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_article", .title = "稿件",
		.menu = "articles", .form = &article_action_form, .values = values, .fault = fault,
		.why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map = map_map(exchange->reply->view, "article");
	shown.version = article.versions + (article.draft_hash.len > 0);
	article_text_view(exchange->arena, &article, &shown, map);
	map_str(map, "publish_at", shown.text.publish_at);
	map_str(map, "expires", shown.text.expires);
	add_state(exchange, &article, map);
	add_actions(exchange, &article, map);
	TRY(add_findings(exchange, &article, &shown.text, map));
	TRY(columns_read(&work, &columns));
	column_trail_view(exchange->arena, &columns, columns_find(&columns, shown.text.column), map);
	map_str(exchange->reply->view, "done", field_get(exchange->request->query, "done"));
	return add_people(exchange, &article, map);
}

enum status staff_articles_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status staff_articles_act(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct article_change change = { .by = &exchange->session->viewer };
	struct form_values values;
	struct article_refusal refusal;
	struct article after;
	uint64_t n = number_of(exchange);
	enum status status;

	if (!article_action_parse(exchange->params[1], &change.action) || change.action <= ARTICLE_EDIT)
		return ERR_NOT_FOUND;
	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	article_action_check(exchange, &values, &change);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	status = article_change(&work, &n, &change, &after, &refusal);
	if (status == ERR_INVALID || status == ERR_CONFLICT || status == ERR_NOT_NOW ||
		(status == ERR_FORBIDDEN && refusal.why.len > 0)) {
		if (refusal.field != NULL && article_action_has(refusal.field))
			form_fault(&values, refusal.field, refusal.why);
		return show(exchange, &values, status, status == ERR_CONFLICT ?
			S("这篇稿件刚才被别人改过，请看最新的内容再操作。") : refusal.why);
	}
	TRY(status);
	return finish(exchange, &after, article_row(change.action)->name);
}
