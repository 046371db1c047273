#include "pages/case/answer_link.h"

#include "cases/act.h"
#include "cases/action.h"
#include "model/lengths.h"
#include "cases/answer_token.h"
#include "drafts/lease.h"
#include "crypt/token.h"
#include "pages/case/autosave_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"

static const struct form_field answer_fields[] = {
	{ "text", "答复内容", FIELD_TEXT, true, ANSWER_MIN, ANSWER_MAX, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form answer_form = { "answer", answer_fields };

/* One answer link being used. */
struct visit {
	struct exchange *exchange;
	struct casework work;
	struct case_record record;
	struct value *thread;
	struct depts depts;
	struct viewer viewer;
	struct str ended;	/* why it opens nothing any more, or empty */
};

bool answer_link_may(const struct case_record *record, const struct viewer *viewer)
{
	bool own = (viewer->roles & ROLE_CLERK) != 0 && viewer->dept.len > 0 &&
		str_eq(viewer->dept, record->dept);

	return record->state == STATE_ASSIGNED && record->channel != CHANNEL_REQUEST &&
	       (own || (viewer->roles & ROLE_DISPATCHER) != 0);
}

enum status answer_link_make(struct exchange *exchange, const struct case_record *record, struct str *url)
{
	struct casework work = site_work(exchange);
	struct str path;

	TRY(answer_token_path(&work, record, &path));
	*url = arena_join(exchange->arena, site_origin(exchange), path);
	return OK;
}

/*
 * Why the link that was made for this assignment is over, in words for the department; empty while it lives.
 */
static struct str end_of(const struct case_record *record, int64_t assignment, struct str dept)
{
	if (record->assignment != assignment || !str_eq(record->dept, dept))
		return S("这一件已经重新交办，原来的链接不再有效。如有疑问，请与交办人员联系。");
	if (record->state == STATE_DRAFTED)
		return S("答复已经提交，正在审签，不用再次提交。");
	if (record->state == STATE_ANSWERED || record->state == STATE_CLOSED)
		return S("这一件已经答复，感谢您的办理。");
	if (record->state != STATE_ASSIGNED)
		return S("这一件已经不再办理，链接不再有效。");
	return (struct str){ 0 };
}

static enum status open_link(struct exchange *exchange, struct visit *visit)
{
	struct value *claims;
	struct str dept;

	*visit = (struct visit){ .exchange = exchange, .work = site_work(exchange) };
	reply_header(exchange->reply, S("X-Robots-Tag"), S("noindex"));
	if (token_verify(exchange->arena, exchange->site->keys, TOKEN_ANSWER_LINK, exchange->params[0],
		    exchange->request->now, &claims) != OK)
		return ERR_TOKEN;
	dept = map_get_str(claims, "dept");
	TRY(case_read(&visit->work, (uint64_t)map_get_int(claims, "case", 0), &visit->record, &visit->thread,
		NULL));
	visit->ended = end_of(&visit->record, map_get_int(claims, "assignment", -1), dept);
	visit->viewer = (struct viewer){
		.roles = ROLE_LINK,
		.id = arena_join(exchange->arena, S("link:"), dept),
		.dept = dept,
		.case_n = visit->record.n,
	};
	return OK;
}

static enum status show_ended(struct visit *visit, struct str why, enum status fault)
{
	struct exchange *exchange = visit->exchange;

	if (exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	exchange->reply->status = status_http(fault);
	map_str(exchange->reply->view, "ended", why);
	map_bool(exchange->reply->view, "sent", field_get(exchange->request->query, "sent").len > 0);
	respond_page(exchange, "answer_ended", S("答复链接"), NULL);
	return OK;
}

/* ERR_TOKEN and an unknown case look the same: the link opens nothing. */
static enum status begin(struct exchange *exchange, struct visit *visit, bool *shown)
{
	enum status status = open_link(exchange, visit);

	*shown = true;
	if (status == ERR_TOKEN || status == ERR_NOT_FOUND)
		return show_ended(visit, S("这个链接不对，或者已经过期。请与交办人员联系，重新获取链接。"),
			ERR_TOKEN);
	TRY(status);
	if (visit->ended.len > 0)
		return show_ended(visit, visit->ended,
			field_get(exchange->request->query, "sent").len > 0 ? OK : ERR_TOKEN);
	*shown = false;
	return OK;
}

static struct str phrases_of(const struct visit *visit)
{
	for (size_t i = 0; i < visit->depts.count; i++)
		if (str_eq(visit->depts.list[i].id, visit->record.dept))
			return visit->depts.list[i].phrases;
	return (struct str){ 0 };
}

static enum status show(struct visit *visit, const struct form_values *values, enum status fault,
	struct str why)
{
	struct exchange *exchange = visit->exchange;
	struct value *prefill = value_map(exchange->arena);
	struct autosave saved;
	struct value *view;
	struct value *map;

	TRY(autosave_read(&visit->work, visit->record.n,
		autosave_link_writer(exchange->arena, &visit->record), &saved));
	map_str(prefill, "text", saved.text.len > 0 ? saved.text : visit->record.draft);
	TRY(depts_read(&visit->work, &visit->depts));
	TRY(respond_form(exchange, &(struct form_page){
		.template = "answer_form", .title = "填写答复", .form = &answer_form, .values = values,
			.prefill = prefill,
		.fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	view = exchange->reply->view;
	map = map_map(view, "case");
	TRY(present_comments(exchange, &visit->work, &visit->record, &visit->viewer, &visit->thread, map));
	TRY(present_case(&visit->work, &visit->record, visit->thread, &visit->viewer, &visit->depts, map));
	photos_base(view, ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("/photos")));
	staff_due_view(&visit->work, visit->record.due, view);
	staff_phrases(phrases_of(visit), map_list(view, "phrases"));
	map_int(view, "version", visit->record.version);
	map_bool(view, "designated", case_designated(&visit->work, &visit->record));
	map_str(view, "save_url",
		ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("/save")));
	map_bool(view, "saved_now", field_get(exchange->request->query, "saved").len > 0);
	if (values == NULL)
		autosave_view(&visit->work, &saved, view);
	return OK;
}

enum status answer_link_show(struct exchange *exchange)
{
	struct visit visit;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	return shown ? OK : show(&visit, NULL, OK, (struct str){ 0 });
}

enum status answer_link_photo(struct exchange *exchange)
{
	struct visit visit;
	enum status status = open_link(exchange, &visit);

	if (status == ERR_TOKEN || (status == OK && visit.ended.len > 0))
		return ERR_NOT_FOUND;
	TRY(status);
	return photos_send(exchange, &visit.work, &visit.record, visit.thread, &visit.viewer);
}

enum status answer_link_again(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &answer_form, exchange->request, &values);
	return show(&visit, &values, ERR_TOKEN, S("这个页面打开太久了。您写的内容还在，请再提交一次。"));
}

static enum status sent(struct visit *visit, const struct case_record *after)
{
	struct exchange *exchange = visit->exchange;

	TRY(lease_drop(&visit->work, after->n, &visit->viewer));
	TRY(autosave_drop(&visit->work, after->n, autosave_link_writer(exchange->arena, after)));
	staff_done_view(&visit->work, after, exchange->reply->view);
	respond_page(exchange, "answer_ended", S("答复链接"), NULL);
	return respond_done(exchange,
		arena_printf(exchange->arena, "/answer/%.*s?sent=1", STR_ARG(exchange->params[0])), 200);
}

enum status answer_link_send(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	struct case_record after;
	struct str why;
	enum status status;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &answer_form, exchange->request, &values);
	if (!values.ok)
		return show(&visit, &values, ERR_INVALID, (struct str){ 0 });
	status = case_act(&visit.work, visit.record.n, &(struct act){
		.action = ACTION_DRAFT,
		.by = &visit.viewer,
		.version = visit.record.version,
		.text = form_get(&values, "text"),
	}, &after, &why);
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW || status == ERR_INVALID)
		return show(&visit, &values, status, why);
	TRY(status);
	return sent(&visit, &after);
}

enum status answer_link_save(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	struct autosave saved;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &answer_form, exchange->request, &values);
	if (!autosave_received(exchange, &values, &saved))
		return show(&visit, &values, ERR_INVALID, S("写得太长了，请删减后再保存。"));
	TRY(autosave_write(&visit.work, visit.record.n, autosave_link_writer(exchange->arena, &visit.record),
		&saved));
	map_int(exchange->reply->view, "case", (int64_t)visit.record.n);
	autosave_view(&visit.work, &saved, exchange->reply->view);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("?saved=1")), 200);
}
