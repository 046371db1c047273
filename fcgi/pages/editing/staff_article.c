/* One article at the desk. */
#include "pages/editing/staff_article.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/editing/article_forms.h"
#include "pages/editing/inward.h"
#include "pages/publish/article_view.h"
#include "pages/publish/attachments_view.h"
#include "pages/publish/picks_view.h"
#include "pages/publish/policy_view.h"
#include "pages/editing/review_view.h"
#include "pages/view/wording.h"
#include "publish/digest.h"

uint64_t staff_article_number(const struct exchange *exchange)
{
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	return n;
}

struct str staff_article_label(const struct article *article)
{
	if (article->takedown != TAKEDOWN_NONE && article->state == ARTICLE_PUBLISHED)
		return str_of(takedown_label(article->takedown));
	if (article->state == ARTICLE_DRAFT && article->versions > 0)
		return S("修订中");
	return str_of(article_state_label(article->state));
}

enum status staff_article_done(struct exchange *exchange, const struct article *article, const char *done)
{
	map_int(exchange->reply->view, "article", (int64_t)article->n);
	map_int(exchange->reply->view, "version", article->version);
	map_str(exchange->reply->view, "state", str_of(article_state_name(article->state)));
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/staff/articles/"), num(exchange->arena, (int64_t)article->n),
			S("?done="), str_of(done)),
		str_eq(str_of(done), S("create")) ? 201 : 200);
}

/* Whether the page that shows this version offers the action. */
static bool offered(const struct exchange *exchange, const struct article *article,
	const struct article_version *shown, enum article_action action)
{
	if (action == ARTICLE_EMERGENCY && !exchange->site->config->publish.emergency)
		return false;
	if (action == ARTICLE_CONFIRM)
		return shown->version == article->emergency.version;
	return action == ARTICLE_TAKE_DOWN || article->draft_hash.len == 0 ||
		shown->version > article->versions;
}

/* The actions' forms that this person may use now: may_submit, may_approve … */
static void add_actions(struct exchange *exchange, const struct article *article,
	const struct article_version *shown, struct value *map)
{
	const struct viewer *viewer = &exchange->session->viewer;

	static const char *const names[ARTICLE_ACTIONS] = { [ARTICLE_EDIT] = "may_edit",
		[ARTICLE_ATTACH] = "may_attach",
		[ARTICLE_SUBMIT] = "may_submit", [ARTICLE_RECALL] = "may_recall",
		[ARTICLE_REJECT] = "may_reject", [ARTICLE_APPROVE] = "may_approve",
		[ARTICLE_DISCARD] = "may_discard", [ARTICLE_TAKE_DOWN] = "may_take_down",
		[ARTICLE_EMERGENCY] = "may_emergency", [ARTICLE_CONFIRM] = "may_confirm" };

	for (int i = 0; i < ARTICLE_ACTIONS; i++)
		if (names[i] != NULL && article_may(article, (enum article_action)i, viewer) &&
			offered(exchange, article, shown, (enum article_action)i))
			map_bool(map, names[i], true);
	map_bool(map, "own", article->state == ARTICLE_REVIEW && (viewer->roles & ROLE_REVIEWER) != 0 &&
		article_wrote(article, viewer->id));
}

static void add_state(struct exchange *exchange, const struct article *article,
	const struct article_version *shown, struct value *map)
{
	map_int(map, "record", article->version);
	map_str(map, "state", str_of(article_state_name(article->state)));
	map_str(map, "state_label", staff_article_label(article));
	map_int(map, "versions", article->versions);
	map_str(map, "hash", shown->hash);
	map_str(map, "reason", article->reason);
	map_str(map, "edited_text", wording_minute(exchange->arena, article->edited));
	map_str(map, "submitted_text", wording_minute(exchange->arena, article->submitted));
	map_str(map, "reviewed_text", wording_minute(exchange->arena, article->reviewed));
	map_str(map, "scheduled_text", wording_minute(exchange->arena, article->scheduled));
	if (article->takedown != TAKEDOWN_NONE)
		map_str(map, "takedown", str_of(takedown_name(article->takedown)));
	map_str(map, "moved_to", article->moved_to);
}

enum status staff_article_shown(struct exchange *exchange, struct article *article,
	struct article_version *shown)
{
	struct casework work = site_work(exchange);
	uint64_t n = staff_article_number(exchange);
	int64_t wanted;

	*shown = (struct article_version){ 0 };
	if (str_to_i64(field_get(exchange->request->query, "version"), &wanted) && wanted > 0)
		return article_read_version(&work, n, wanted, article, shown);
	TRY(article_read_text(&work, n, article, &shown->text));
	shown->version = article->versions + (article->draft_hash.len > 0);
	if (article->draft_hash.len > 0)
		shown->hash = article->draft_hash;
	else if (shown->version == article->emergency.version)
		shown->hash = article->emergency.hash;
	return OK;
}

/* fault: why an action was refused; values: what was typed with it. */
static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct casework work = site_work(exchange);
	struct article_version shown;
	struct str asked = field_get(exchange->request->query, "version");
	struct columns columns;
	struct article article;
	struct value *map;
	int64_t hidden;

	TRY(staff_article_shown(exchange, &article, &shown));
	if (!article_inside(&article, &exchange->session->viewer))
		return ERR_NOT_FOUND;
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_article", .title = "稿件",
		.menu = "articles", .form = &article_action_form, .values = values, .fault = fault,
		.why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map = map_map(exchange->reply->view, "article");
	article_text_view(exchange->arena, &article, &shown, map);
	map_str(map, "publish_at", shown.text.publish_at);
	map_str(map, "expires", shown.text.expires);
	policy_text_view(&shown.text, exchange->request->now, map);
	TRY(policy_links_view(&work, &article, &shown.text, map));
	TRY(picks_view(exchange, shown.text.cases, map, &hidden));
	map_int(map, "cases_hidden", hidden);
	map_bool(map, "digest", str_eq(shown.text.column, S(DIGEST_COLUMN)) || shown.text.cases.len > 0);
	add_state(exchange, &article, &shown, map);
	add_actions(exchange, &article, &shown, map);
	TRY(attachments_inside_view(&work, article.n, &shown.text, ARENA_GLUE(exchange->arena,
		S("/staff/articles/"), num(exchange->arena, (int64_t)article.n), S("/attachments/")),
		ARENA_GLUE(exchange->arena, asked.len > 0 ? S("?version=") : S(""), asked), map));
	if (map_get(map, "may_attach") != NULL)
		TRY(attachments_earlier_view(&work, &article, &shown.text,
			values != NULL ? form_get(values, "withdraw") : S(""), map));
	TRY(review_findings_view(exchange, &article, &shown.text,
		values != NULL ? form_get(values, "answered") : S(""), map));
	TRY(review_emergency_view(exchange, &article, &shown, map));
	TRY(columns_read(&work, &columns));
	column_trail_view(exchange->arena, &columns, columns_find(&columns, shown.text.column), map);
	map_str(exchange->reply->view, "done", field_get(exchange->request->query, "done"));
	return review_people_view(exchange, &article, map);
}

enum status staff_article_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status staff_article_again(struct exchange *exchange, const char *field, enum status fault,
	struct str why)
{
	struct form_values values;

	form_check(exchange->arena, &article_action_form, exchange->request, &values);
	if (field == NULL)
		return show(exchange, &values, fault, why);
	form_fault(&values, field, why);
	return show(exchange, &values, fault, (struct str){ 0 });
}

/*
 * Looks at the links of the draft before the change is tried: pages are looked at, which a transaction must
 * not do.  If the draft is another by then, so is the version, and the change is refused.
 */
static enum status look_at_links(struct exchange *exchange, uint64_t n, struct article_change *change)
{
	struct casework work = site_work(exchange);
	struct article_findings *links;
	struct article_text text;
	struct article article;
	struct str bytes;

	if (change->action != ARTICLE_SUBMIT && change->action != ARTICLE_EMERGENCY)
		return OK;
	links = ARENA_NEW(exchange->arena, struct article_findings);
	TRY(article_read_draft(&work, n, &article, &bytes, &text));
	if (bytes.len > 0)
		TRY(inward_check(exchange, n, &text, links));
	change->links = links;
	return OK;
}

/* A page that moved must be found: the new address is looked at as its readers would open it. */
static enum status look_at_place(struct exchange *exchange, uint64_t n, const struct article_change *change,
	struct form_values *values)
{
	struct str why;

	if (change->action != ARTICLE_TAKE_DOWN || change->takedown != TAKEDOWN_MOVED)
		return OK;
	TRY(inward_place(exchange, n, change->moved_to, &why));
	if (why.len > 0)
		form_fault(values, "moved_to", ARENA_GLUE(exchange->arena, S("这个网址打不开："), why,
			S("。请核对后重新填写。")));
	return OK;
}

enum status staff_article_act(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct article_change change = { .by = &exchange->session->viewer };
	struct form_values values;
	struct article_refusal refusal;
	struct article after;
	uint64_t n = staff_article_number(exchange);
	enum status status;

	if (!article_action_parse(exchange->params[1], &change.action) || change.action <= ARTICLE_ATTACH)
		return ERR_NOT_FOUND;
	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	article_action_check(exchange, &values, &change);
	TRY(look_at_place(exchange, n, &change, &values));
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	TRY(look_at_links(exchange, n, &change));
	status = article_change(&work, &n, &change, &after, &refusal);
	if (status == ERR_INVALID || status == ERR_CONFLICT || status == ERR_NOT_NOW ||
		(status == ERR_FORBIDDEN && refusal.why.len > 0)) {
		if (refusal.field != NULL && article_action_has(refusal.field))
			form_fault(&values, refusal.field, refusal.why);
		return show(exchange, &values, status, status == ERR_CONFLICT ?
			S("这篇稿件刚才被别人改过，请看最新的内容再操作。") : refusal.why);
	}
	TRY(status);
	return staff_article_done(exchange, &after, article_row(change.action)->name);
}
