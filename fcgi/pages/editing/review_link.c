#include "pages/editing/review_link.h"

#include "links/review_token.h"
#include "pages/editing/article_forms.h"
#include "pages/editing/attachments.h"
#include "pages/publish/article_view.h"
#include "pages/publish/attachments_view.h"
#include "pages/publish/picks_view.h"
#include "pages/publish/policy_view.h"
#include "pages/editing/review_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/wording.h"
#include "staff/account.h"

/* One review link being used. */
struct visit {
	struct casework work;
	struct review_claims claims;
	struct article article;
	struct article_version shown;
	struct account account;
	struct viewer viewer;
	struct str ended;	/* why it opens nothing, or empty */
};

#define WRONG "链接不正确，或者已经过期。请登录后审核，或者请送审人重新送审。"

/* Why the link is over, in words for the reviewer; empty while it lives. */
static struct str end_of(const struct visit *visit)
{
	const struct article *article = &visit->article;

	if (article->n == 0 || visit->account.disabled)
		return S(WRONG);
	if (article->submitted != visit->claims.submitted)
		return S("这篇稿件后来重新送审过，这个链接不再有效。请用新的链接，或者登录后审核。");
	if (article->state != ARTICLE_REVIEW)
		return S("这篇稿件已经审核，或者已经撤回修改，不用再审核。");
	if (!str_eq(article->draft_hash, visit->claims.hash))
		return S("这篇稿件在发出链接以后改过，这个链接不再有效。请登录后审核最新的内容。");
	if (article_wrote(article, visit->account.id))
		return S("您参与撰写了这篇稿件，须由另一位同事审核。");
	return article_may(article, ARTICLE_APPROVE, &visit->viewer) ? S("") :
		S("您的账号现在不能审核稿件。如有疑问，请与系统管理员联系。");
}

static enum status open_link(struct exchange *exchange, struct visit *visit)
{
	enum status status;

	*visit = (struct visit){ .work = site_work(exchange) };
	reply_header(exchange->reply, S("X-Robots-Tag"), S("noindex"));
	visit->ended = S(WRONG);
	if (review_token_open(&visit->work, exchange->params[0], &visit->claims) != OK)
		return OK;
	status = account_read(&visit->work, visit->claims.account, &visit->account);
	if (status == OK)
		status = article_read_draft(&visit->work, visit->claims.article, &visit->article,
			&visit->shown.bytes, &visit->shown.text);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	visit->viewer = (struct viewer){ .roles = visit->account.roles, .fresh = visit->account.fresh,
		.id = visit->account.id, .dept = visit->account.dept };
	visit->shown.version = visit->article.versions + 1;
	visit->shown.hash = visit->article.draft_hash;
	visit->ended = end_of(visit);
	return OK;
}

static enum status show_ended(struct exchange *exchange, const struct visit *visit)
{
	bool done = field_get(exchange->request->query, "done").len > 0 && visit->article.n != 0 &&
		visit->article.state != ARTICLE_REVIEW;

	if (exchange->request->wants_json)
		return respond_refuse(exchange, ERR_TOKEN, visit->ended);
	exchange->reply->status = status_http(done ? OK : ERR_TOKEN);
	map_str(exchange->reply->view, "ended", visit->ended);
	map_bool(exchange->reply->view, "done", done);
	respond_page(exchange, "review_ended", S("稿件审核"), NULL);
	return OK;
}

static enum status show(struct exchange *exchange, struct visit *visit, const struct form_values *values,
	enum status fault, struct str why)
{
	struct str url = arena_join(exchange->arena, S("/review/"), exchange->params[0]);
	const struct article *article = &visit->article;
	struct columns columns;
	struct value *map;
	int64_t hidden;

	TRY(respond_form(exchange, &(struct form_page){ .template = "review_link", .title = "稿件审核",
		.form = &article_review_form, .values = values, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map = map_map(exchange->reply->view, "article");
	article_text_view(exchange->arena, article, &visit->shown, map);
	policy_text_view(&visit->shown.text, exchange->request->now, map);
	TRY(policy_links_view(&visit->work, article, &visit->shown.text, map));
	TRY(picks_view(exchange, visit->shown.text.cases, map, &hidden));
	map_int(map, "cases_hidden", hidden);
	TRY(attachments_inside_view(&visit->work, article->n, &visit->shown.text,
		arena_join(exchange->arena, url, S("/attachments/")), (struct str){ 0 }, map));
	TRY(review_findings_view(exchange, article, &visit->shown.text, S(""), map));
	TRY(columns_read(&visit->work, &columns));
	column_trail_view(exchange->arena, &columns, columns_find(&columns, visit->shown.text.column), map);
	map_str(map, "publish_at", visit->shown.text.publish_at);
	map_str(map, "expires", visit->shown.text.expires);
	map_str(map, "hash", article->draft_hash);
	map_int(map, "record", article->version);
	map_str(map, "submitted_text", wording_minute(exchange->arena, article->submitted));
	map_str(exchange->reply->view, "reviewer_name", visit->account.name);
	map_str(exchange->reply->view, "link_url", url);
	return review_people_view(exchange, article, map);
}

enum status review_link_show(struct exchange *exchange)
{
	struct visit visit;

	TRY(open_link(exchange, &visit));
	return visit.ended.len > 0 ? show_ended(exchange, &visit) :
		show(exchange, &visit, NULL, OK, (struct str){ 0 });
}

enum status review_link_attachment(struct exchange *exchange)
{
	struct visit visit;

	TRY(open_link(exchange, &visit));
	return visit.ended.len > 0 ? show_ended(exchange, &visit) :
		attachments_send(exchange, visit.article.n, &visit.shown.text);
}

enum status review_link_again(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;

	TRY(open_link(exchange, &visit));
	if (visit.ended.len > 0)
		return show_ended(exchange, &visit);
	form_check(exchange->arena, &article_review_form, exchange->request, &values);
	return show(exchange, &visit, &values, ERR_TOKEN, S("这个页面打开太久了，请再提交一次。"));
}

static enum status finish(struct exchange *exchange, const struct article *article, const char *done)
{
	map_int(exchange->reply->view, "article", (int64_t)article->n);
	map_int(exchange->reply->view, "version", article->version);
	map_str(exchange->reply->view, "state", str_of(article_state_name(article->state)));
	return respond_done(exchange, ARENA_GLUE(exchange->arena, S("/review/"), exchange->params[0],
		S("?done="), str_of(done)), 200);
}

enum status review_link_act(struct exchange *exchange)
{
	struct visit visit;
	struct article_change change = { .by = &visit.viewer };
	struct article_refusal refusal;
	struct form_values values;
	struct article after;
	enum status status;

	if (!article_action_parse(exchange->params[1], &change.action) ||
		(change.action != ARTICLE_APPROVE && change.action != ARTICLE_REJECT))
		return ERR_NOT_FOUND;
	TRY(open_link(exchange, &visit));
	if (visit.ended.len > 0)
		return show_ended(exchange, &visit);
	article_action_check(exchange, &values, &change);
	if (!values.ok)
		return show(exchange, &visit, &values, ERR_INVALID, (struct str){ 0 });
	/* Exactly what the link is for, whatever the form says. */
	change.version = visit.article.version;
	change.hash = visit.claims.hash;
	status = article_change(&visit.work, &visit.claims.article, &change, &after, &refusal);
	if (refusal.field != NULL && article_action_has(refusal.field))
		form_fault(&values, refusal.field, refusal.why);
	if (status == ERR_INVALID || (status == ERR_FORBIDDEN && refusal.why.len > 0))
		return show(exchange, &visit, &values, status, refusal.why);
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW) {
		visit.ended = S("这篇稿件刚才被别人处理或者改过，这个链接不再有效。请登录后查看。");
		return show_ended(exchange, &visit);
	}
	TRY(status);
	return finish(exchange, &after, article_row(change.action)->name);
}
