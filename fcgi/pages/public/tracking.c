/* The asker's own case behind its tracking link: receipt, progress, and what the asker may do. */
#include "pages/public/tracking.h"

#include "cases/act.h"
#include "cases/action.h"
#include "links/tracking.h"
#include "model/answered.h"
#include "model/lengths.h"
#include "participation/followup.h"
#include "pages/public/calendar.h"
#include "pages/public/notices.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/application.h"
#include "pages/view/letter_opening.h"
#include "pages/view/photos.h"
#include "pages/view/present.h"
#include "web/qr.h"

#define HTTP_OK 200

static const struct form_field followup_fields[] = {
	{ .name = "body", .label = "补充说明", .kind = FIELD_TEXT, .required = true, .min = POST_MIN,
		.max = POST_MAX },
	PHOTOS_FIELD,
	{ .name = NULL },
};
static const struct form_field rating_fields[] = {
	{ .name = "rating", .label = "满意度", .kind = FIELD_NUMBER, .required = true, .min = 1, .max = 5,
	  .hint = "请选择满意程度" },
	{ .name = "comment", .label = "其他意见", .kind = FIELD_TEXT, .max = REASON_MAX },
	{ .name = NULL },
};
static const struct form_field reopen_fields[] = {
	{ .name = "reason", .label = "没有解决的问题", .kind = FIELD_TEXT, .required = true, .min = POST_MIN,
	  .max = REASON_MAX },
	{ .name = NULL },
};
static const struct form_field supplement_fields[] = {
	{ .name = "text", .label = "补正的内容", .kind = FIELD_TEXT, .required = true, .min = ADDITION_MIN,
		.max = ADDITION_MAX },
	{ .name = NULL },
};
/* Of what only needs to be confirmed. */
static const struct form_field withdraw_fields[] = { { .name = NULL } };

/* In the order of the page. */
static const struct tracking_form *const offers[] = {
	&tracking_form_supplement,
	&tracking_form_explain,
	&tracking_form_rating,
	&tracking_form_reopen,
	&tracking_form_followup,
	&tracking_form_withdraw_consent,
	&tracking_form_withdraw,
};
#define OFFERS (sizeof(offers) / sizeof(offers[0]))

/* The case behind the link, its asker, and a form of the page that was sent. */
struct tracked {
	struct casework work;
	struct case_record record;
	struct value *thread;
	struct viewer viewer;
	struct receipt receipt;
	const struct form_values *values;	/* NULL: nothing was sent */
	struct photos photos;			/* that came with it */
	enum status fault;
	struct str why;
};

/*
 * What the asker may do on the tracking page; form.name is the last part of the path and the name of its
 * token.
 */
struct tracking_form {
	struct form form;
	enum action action;	/* ACTION_SUBMIT: no transition, a follow-up */
	/* Does it, once the form is right. */
	enum status (*perform)(struct exchange *exchange, struct tracked *tracked,
		const struct form_values *values, struct str *why);
	const char *done;	/* what the page says afterwards */
};

static enum status open_link(struct exchange *exchange, struct tracked *tracked)
{
	enum status status;

	*tracked = (struct tracked){ .work = site_work(exchange) };
	status = tracking_open(&tracked->work, exchange->params[0], &tracked->record, &tracked->thread,
		&tracked->viewer);
	/* A link that never was and one that no longer works look the same. */
	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	return tracking_receipt(&tracked->work, &tracked->record, &tracked->receipt);
}

static bool offered(const struct tracked *tracked, const struct tracking_form *offer)
{
	enum state state = tracked->record.state;

	/* What is missing belongs into the form for the correction, not beside it. */
	if (offer->action == ACTION_SUBMIT)
		return state != STATE_CORRECTING && state != STATE_DECLINED && state != STATE_MERGED &&
			state != STATE_WITHDRAWN;
	return case_may(&tracked->work, &tracked->record, offer->action, &tracked->viewer);
}

static struct str offer_url(struct exchange *exchange, const struct tracking_form *offer)
{
	return arena_printf(exchange->arena, "/t/%.*s/%s", STR_ARG(exchange->params[0]), offer->form.name);
}

/* Under the name of each thing the asker may do: its url, its form's token and fields. */
static enum status add_offer(struct exchange *exchange, const struct tracked *tracked,
	const struct tracking_form *offer)
{
	const struct form_values *values = tracked->values;
	bool sent = values != NULL && values->form == &offer->form;
	struct value *map;
	struct str token;

	if (!offered(tracked, offer))
		return OK;
	TRY(site_form_token(exchange, offer->form.name, &token));
	map = map_map(exchange->reply->view, offer->form.name);
	map_str(map, "url", offer_url(exchange, offer));
	map_str(map, "form", token);
	/* Whoever is not content finds at once what can be done about it. */
	map_bool(map, "open", sent ||
		(offer->action == ACTION_REOPEN && answered_badly(&tracked->record)));
	map_str(map, "fault", sent ? tracked->why : S(""));
	form_view(map, &offer->form, sent ? values : NULL, NULL);
	return OK;
}

static enum status add_qr(struct exchange *exchange, struct str link)
{
	struct str svg;

	TRY(qr_svg(exchange->arena, link, &svg));
	map_str(exchange->reply->frame, "qr_svg", svg);
	return OK;
}

static struct str done_text(const struct exchange *exchange)
{
	struct str done = field_get(exchange->request->query, "done");

	for (size_t i = 0; i < OFFERS; i++)
		if (str_eq(done, str_of(offers[i]->form.name)))
			return str_of(offers[i]->done);
	return (struct str){ 0 };
}

static enum status show(struct exchange *exchange, const struct tracked *tracked)
{
	bool fresh = str_eq(field_get(exchange->request->query, "new"), S("1"));
	struct str path = arena_join(exchange->arena, S("/t/"), tracked->receipt.track);
	struct str link = arena_join(exchange->arena, site_origin(exchange), path);
	struct casework work = tracked->work;
	struct value *view = exchange->reply->view;
	struct value *thread = tracked->thread;
	struct value *map;
	struct depts depts;

	TRY(depts_read_lately(exchange, &depts));
	map = map_map(view, "case");
	TRY(present_comments(exchange, &work, &tracked->record, &tracked->viewer, &thread, map));
	TRY(present_case(&work, &tracked->record, thread, &tracked->viewer, &depts, map));
	map_str(view, "number", tracked->receipt.number);
	map_str(view, "code", tracked->receipt.code);
	map_str(view, "track", path);
	map_str(exchange->reply->frame, "upload_path", arena_join(exchange->arena, path, S("/photos")));
	photos_base(view, arena_join(exchange->arena, path, S("/photos")));
	map_str(view, "link", link);
	map_bool(view, "public", case_visible(&tracked->record, &viewer_public));
	if (tracked->record.channel != CHANNEL_TOPIC)
		map_bool(view, "consent", tracked->record.consent);
	map_bool(view, "unverified", tracked->record.unverified);
	notices_view(exchange, &tracked->record, path);
	map_str(view, "calendar_url", calendar_due(&tracked->record) == 0 ? S("") :
		arena_join(exchange->arena, path, S("/answer.ics")));
	for (size_t i = 0; i < OFFERS; i++)
		TRY(add_offer(exchange, tracked, offers[i]));
	map_bool(view, "unhappy", tracked->record.rating == 1 || tracked->record.rating == 2);
	map_bool(exchange->reply->frame, "repeated",
		str_eq(field_get(exchange->request->query, "again"), S("1")));
	map_str(exchange->reply->frame, "done", done_text(exchange));
	application_days(exchange->site->config, exchange->reply->frame);
	map_bool(exchange->reply->frame, "challenge", site_challenged(exchange));
	map_int(exchange->reply->frame, "review_days", exchange->site->config->cases.review_days);
	TRY(add_qr(exchange, ARENA_GLUE(exchange->arena, site_origin(exchange),
		tracking_short(exchange->arena, &tracked->receipt))));
	respond_page(exchange, fresh ? "receipt" : "track",
		!fresh ? S("办理进度") :
			 arena_join(exchange->arena, S("已收到您的"),
				 map_get_str(map_get(view, "case"), "verb")),
		"track");
	return OK;
}

/* The page tells the whole answer: one that was served online is opened by reading it here. */
static enum status mark_answer_read(const struct exchange *exchange, struct tracked *tracked)
{
	struct letters letters;
	const struct letter_sent *sent;

	letters_read(&tracked->record, &letters);
	sent = letters_last(&letters, LETTER_ANSWER);
	if (sent == NULL || sent->way != SERVICE_ONLINE)
		return OK;
	return letter_opened(exchange, &tracked->work, &tracked->record, &tracked->viewer, sent);
}

enum status tracking_show(struct exchange *exchange)
{
	struct tracked tracked;
	enum status status;

	status = open_link(exchange, &tracked);
	if (status == ERR_NOT_FOUND)
		return respond_refuse(exchange, status,
			S("链接不正确，或者查询码已更换。请到“查询进度”，用编号和查询码打开这一件。"));
	TRY(status);
	TRY(mark_answer_read(exchange, &tracked));
	return show(exchange, &tracked);
}

enum status tracking_photo(struct exchange *exchange)
{
	struct tracked tracked;

	TRY(open_link(exchange, &tracked));
	return photos_send(exchange, &tracked.work, &tracked.record, tracked.thread, &tracked.viewer);
}

/* The page once more, with what was typed and what is wrong with it. */
static enum status show_fault(struct exchange *exchange, struct tracked *tracked, struct form_values *values,
	enum status fault, struct str why)
{
	tracked->values = values;
	tracked->fault = fault;
	tracked->why = why.len > 0 ? why : str_of(status_text(fault));
	if (exchange->request->wants_json)
		return respond_form(exchange, &(struct form_page){ .form = values->form, .values = values,
			.fault = fault,
			.why = why });
	TRY(show(exchange, tracked));
	map_str(exchange->reply->view, "fault", tracked->why);
	exchange->reply->status = status_http(fault);
	return OK;
}

enum status tracking_again(struct exchange *exchange)
{
	const struct tracking_form *offer = exchange->route->data;
	struct tracked tracked;
	struct form_values values;

	TRY(open_link(exchange, &tracked));
	form_check(exchange->arena, &offer->form, exchange->request, &values);
	return show_fault(exchange, &tracked, &values, ERR_TOKEN,
		S("这个页面打开太久了。您填写的内容都还在，请核对后再提交一次。"));
}

/* From a bad rating to the form for what wasn't solved. */
static bool leads_on(const struct tracked *tracked, const struct tracking_form *offer)
{
	return offer == &tracking_form_rating && answered_badly(&tracked->record) &&
		offered(tracked, &tracking_form_reopen);
}

enum status tracking_act(struct exchange *exchange)
{
	const struct tracking_form *offer = exchange->route->data;
	struct value *view = exchange->reply->view;
	struct tracked tracked;
	struct form_values values;
	struct str why = { 0 };
	enum status status;

	TRY(open_link(exchange, &tracked));
	form_check(exchange->arena, &offer->form, exchange->request, &values);
	if (!values.ok)
		return show_fault(exchange, &tracked, &values, ERR_INVALID, why);
	status = photos_receive(exchange, &values, &tracked.photos);
	if (status == OK)
		status = offer->perform(exchange, &tracked, &values, &why);
	if (status == ERR_INVALID || status == ERR_NOT_NOW || status == ERR_CONFLICT ||
		status == ERR_TOO_MANY || status == ERR_AWAY)
		return show_fault(exchange, &tracked, &values, status, why);
	TRY(status);
	photos_end(exchange);
	map_int(view, "case", (int64_t)tracked.record.n);
	map_str(view, "number", tracked.receipt.number);
	map_str(view, "state", str_of(state_name(tracked.record.state)));
	return respond_done(exchange,
		arena_printf(exchange->arena, "/t/%.*s?done=%s%s", STR_ARG(exchange->params[0]),
			offer->form.name, leads_on(&tracked, offer) ? "#reopen" : ""),
		HTTP_OK);
}

static enum status act(struct tracked *tracked, struct act *act, struct str *why)
{
	uint64_t n = tracked->record.n;

	act->by = &tracked->viewer;
	return case_act(&tracked->work, n, act, &tracked->record, why);
}

static enum status do_followup(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	enum status status = case_followup(&tracked->work, tracked->record.n, site_once(exchange, values),
		form_get(values, "body"), &tracked->photos);

	if (status == ERR_TOO_MANY)
		*why = S("您有几条补充说明还在审核，请等审核后再写。");
	return status;
}

static enum status do_rating(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	(void)exchange;
	return act(tracked, &(struct act){ .action = ACTION_RATE, .rating = form_number(values, "rating", 0),
		.comment = form_get(values, "comment") }, why);
}

static enum status do_reopen(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	uint64_t n = tracked->record.n;

	(void)exchange;
	return case_reopen(&tracked->work, n, &tracked->viewer, form_get(values, "reason"), &tracked->record,
		why);
}

static enum status do_supplement(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	(void)exchange;
	return act(tracked, &(struct act){ .action = ACTION_SUPPLEMENT, .text = form_get(values, "text") },
		why);
}

static enum status do_explain(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	(void)exchange;
	return act(tracked, &(struct act){ .action = ACTION_EXPLAIN, .text = form_get(values, "text") }, why);
}

static enum status do_withdraw(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	(void)exchange;
	(void)values;
	return act(tracked, &(struct act){ .action = ACTION_WITHDRAW }, why);
}

/* A second tap finds done what it asks for. */
static enum status do_withdraw_consent(struct exchange *exchange, struct tracked *tracked,
	const struct form_values *values, struct str *why)
{
	enum status status = act(tracked, &(struct act){ .action = ACTION_WITHDRAW_CONSENT }, why);

	(void)exchange;
	(void)values;
	return status == ERR_NOT_NOW && !tracked->record.consent ? OK : status;
}

const struct tracking_form tracking_form_supplement = {
	.form = { "supplement", supplement_fields }, .action = ACTION_SUPPLEMENT, .perform = do_supplement,
	.done = "已经收到您的补正，答复期限从今天起重新计算。",
};
const struct tracking_form tracking_form_explain = {
	.form = { "explain", supplement_fields }, .action = ACTION_EXPLAIN, .perform = do_explain,
	.done = "已经收到您说明的理由。",
};
const struct tracking_form tracking_form_rating = {
	.form = { "rating", rating_fields }, .action = ACTION_RATE, .perform = do_rating,
		.done = "谢谢您的评价。",
};
const struct tracking_form tracking_form_reopen = {
	.form = { "reopen", reopen_fields }, .action = ACTION_REOPEN, .perform = do_reopen,
	.done = "已经收到，承办部门会重新办理。",
};
const struct tracking_form tracking_form_followup = {
	.form = { "followup", followup_fields }, .action = ACTION_SUBMIT, .perform = do_followup,
	.done = "补充说明已经收到，审核后会显示在下面。",
};
const struct tracking_form tracking_form_withdraw = {
	.form = { "withdraw", withdraw_fields }, .action = ACTION_WITHDRAW, .perform = do_withdraw,
	.done = "已经撤回，不再办理。",
};
const struct tracking_form tracking_form_withdraw_consent = {
	.form = { "withdraw_consent", withdraw_fields }, .action = ACTION_WITHDRAW_CONSENT,
	.perform = do_withdraw_consent, .done = "已撤回公开同意，网站上不再显示，办理照常进行。",
};
