/* How the sender of a case is told of its steps: chosen, changed, ended. */
#include "pages/public/notices.h"

#include "links/notice_link.h"
#include "links/tracking.h"
#include "model/application.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/notice_fields.h"
#include "pages/public/push.h"
#include "participation/follow_request.h"
#include "participation/followers.h"
#include "participation/notices.h"
#include "privacy/sealed.h"

#define HTTP_OK 200

static const struct form_field choice_fields[] = {
	NOTICES_SMS_FIELD,
	NOTICES_MAIL_FIELD,
	{ .name = "push", .label = "设备通知", .kind = FIELD_CHECK },
	{ .name = "email", .label = "电子邮箱", .kind = FIELD_LINE, .max = EMAIL_MAX },
	{ .name = NULL },
};
static const struct form choice_form = { .name = "notices", .fields = choice_fields };

/* The case behind a tracking link, and where its sender can be told. */
struct chosen {
	struct casework work;
	struct case_record record;
	struct sealed_contact contact;
};

static struct str told_words(struct arena *arena, const struct case_record *record)
{
	const struct {
		enum told way;
		struct str word;
	} ways[] = { { TOLD_SMS, S("短信") }, { TOLD_MAIL, S("邮件") }, { TOLD_PUSH, S("设备") } };
	struct str words = { 0 };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if ((record->told & ways[i].way) != 0)
			words = ARENA_GLUE(arena, words, words.len > 0 ? S("、") : S(""), ways[i].word);
	return words;
}

static bool site_offers(const struct config *config, enum told way)
{
	if (way == TOLD_PUSH)
		return config->notices.push;
	return way == TOLD_SMS ? config->notices.sms : config->notices.mail;
}

/* What the site doesn't offer any more can be ended, not begun. */
static bool may_choose(const struct exchange *exchange, const struct case_record *record, enum told way)
{
	return (record->told & way) != 0 || site_offers(exchange->site->config, way);
}

static bool offered(const struct exchange *exchange, const struct case_record *record)
{
	return record->told != 0 || (notices_possible(record) &&
		(site_offers(exchange->site->config, TOLD_SMS) ||
		site_offers(exchange->site->config, TOLD_MAIL) ||
		site_offers(exchange->site->config, TOLD_PUSH)));
}

void notices_view(struct exchange *exchange, const struct case_record *record, struct str track)
{
	struct value *view = exchange->reply->view;

	map_str(view, "notices_url", offered(exchange, record) ?
		arena_join(exchange->arena, track, S("/notices")) : S(""));
	map_str(view, "told", told_words(exchange->arena, record));
}

static enum status open_link(struct exchange *exchange, struct chosen *chosen)
{
	struct viewer viewer;
	enum status status;

	*chosen = (struct chosen){ .work = site_work(exchange) };
	status = tracking_open(&chosen->work, exchange->params[0], &chosen->record, NULL, &viewer);
	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	if (!offered(exchange, &chosen->record))
		return ERR_NOT_FOUND;
	return sealed_read(&chosen->work, &chosen->record, &chosen->contact);
}

/* Whoever holds the link may see whether, but not read anew, where the messages go. */
static struct str masked(struct exchange *exchange, struct str address)
{
	return mask_text(exchange->arena, &(struct masking){ .kinds = MASK_PUBLIC }, address, NULL);
}

static struct value *chosen_now(struct exchange *exchange, const struct chosen *chosen)
{
	struct value *map = value_map(exchange->arena);

	map_str(map, "sms", (chosen->record.told & TOLD_SMS) != 0 ? S("1") : S(""));
	map_str(map, "mail", (chosen->record.told & TOLD_MAIL) != 0 ? S("1") : S(""));
	map_str(map, "push", (chosen->record.told & TOLD_PUSH) != 0 ? S("1") : S(""));
	return map;
}

static struct str devices_count(struct arena *arena, const struct sealed_contact *contact)
{
	struct push_device devices[PUSH_DEVICES];

	return num(arena, (int64_t)push_devices_read(contact->push, devices));
}

static enum status show(struct exchange *exchange, const struct chosen *chosen,
	const struct form_values *values, enum status fault, struct str why)
{
	struct str track = arena_join(exchange->arena, S("/t/"), exchange->params[0]);
	struct casework work = chosen->work;
	struct value *view;

	TRY(respond_form(exchange, &(struct form_page){ .template = "track_notices", .title = "进展通知",
		.menu = "track", .form = &choice_form, .values = values, .fault = fault, .why = why,
		.prefill = chosen_now(exchange, chosen) }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	/* Of a fault it is another than before. */
	view = exchange->reply->view;
	TRY(push_offer(exchange, &chosen->record, view));
	map_bool(view, "may_push", (chosen->record.told & TOLD_PUSH) != 0);
	map_str(view, "devices", devices_count(exchange->arena, &chosen->contact));
	map_bool(view, "may_sms", may_choose(exchange, &chosen->record, TOLD_SMS));
	map_bool(view, "may_mail", may_choose(exchange, &chosen->record, TOLD_MAIL));
	map_bool(view, "choices", chosen->record.told != 0 ||
		may_choose(exchange, &chosen->record, TOLD_MAIL) ||
		(may_choose(exchange, &chosen->record, TOLD_SMS) && chosen->contact.phone.len > 0));
	map_str(view, "number", case_number(&work, &chosen->record));
	map_str(view, "track", track);
	map_str(view, "told", told_words(exchange->arena, &chosen->record));
	map_str(view, "told_phone", masked(exchange, chosen->contact.phone));
	map_str(view, "told_email", masked(exchange, chosen->contact.email));
	map_bool(view, "done", field_get(exchange->request->query, "done").len > 0);
	return OK;
}

enum status notices_show(struct exchange *exchange)
{
	struct chosen chosen;

	TRY(open_link(exchange, &chosen));
	return show(exchange, &chosen, NULL, OK, (struct str){ 0 });
}

enum status notices_again(struct exchange *exchange)
{
	struct form_values values;
	struct chosen chosen;

	TRY(open_link(exchange, &chosen));
	form_check(exchange->arena, &choice_form, exchange->request, &values);
	return show(exchange, &chosen, &values, ERR_TOKEN, S("这个页面打开太久了，请再提交一次。"));
}

static void read_choice(struct exchange *exchange, const struct chosen *chosen, struct form_values *values,
	struct notice_choice *choice)
{
	struct str why;

	*choice = (struct notice_choice){ 0 };
	if (form_get(values, "sms").len > 0 && may_choose(exchange, &chosen->record, TOLD_SMS)) {
		choice->told |= TOLD_SMS;
		if (!notices_reach(exchange->arena, chosen->contact.phone, &why))
			form_fault(values, "sms", S("您没有留手机号，短信无法发送"));
	}
	/* A browser is added by itself (pages/public/push), and ended here. */
	if (form_get(values, "push").len > 0)
		choice->told |= chosen->record.told & TOLD_PUSH;
	if (form_get(values, "mail").len == 0 || !may_choose(exchange, &chosen->record, TOLD_MAIL))
		return;
	choice->told |= TOLD_MAIL;
	if (notices_email(exchange, values, &choice->email) && choice->email.len == 0 &&
		chosen->contact.email.len == 0)
		form_fault(values, "email", S("请填写电子邮箱，邮件才能发给您"));
}

enum status notices_send(struct exchange *exchange)
{
	struct notice_choice choice;
	struct form_values values;
	struct chosen chosen;
	struct case_record after;
	enum status status;

	TRY(open_link(exchange, &chosen));
	form_check(exchange->arena, &choice_form, exchange->request, &values);
	read_choice(exchange, &chosen, &values, &choice);
	if (!values.ok)
		return show(exchange, &chosen, &values, ERR_INVALID, (struct str){ 0 });
	status = notices_choose(&chosen.work, chosen.record.n, &choice, &after);
	if (status == ERR_NOT_NOW || status == ERR_INVALID)
		return show(exchange, &chosen, &values, status, S("这一件已经结束，不会再有通知。"));
	TRY(status);
	map_str(exchange->reply->view, "told", told_words(exchange->arena, &after));
	return respond_done(exchange,
		arena_printf(exchange->arena, "/t/%.*s/notices?done=1", STR_ARG(exchange->params[0])),
		HTTP_OK);
}

enum status notices_link(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct receipt receipt;
	enum told way;

	TRY(notice_link_open(&work, exchange->params[0], &record, &way));
	TRY(tracking_receipt(&work, &record, &receipt));
	reply_see(exchange->reply, arena_join(exchange->arena, S("/t/"), receipt.track));
	return OK;
}

static enum status show_stop(struct exchange *exchange, enum told way, const struct case_record *record)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;

	map_str(view, "number", case_number(&work, record));
	map_str(view, "way", told_words(exchange->arena, &(struct case_record){ .told = way }));
	map_bool(view, "ended", (record->told & way) == 0);
	map_str(view, "stop_url",
		ARENA_GLUE(exchange->arena, S("/n/"), exchange->params[0], S("/stop")));
	respond_page(exchange, "notices_stop", S("不再接收通知"), "track");
	return OK;
}

enum status notices_stop_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	enum told way;

	TRY(notice_link_open(&work, exchange->params[0], &record, &way));
	return show_stop(exchange, way, &record);
}

/* Answered by the page, not by a way to it: mail programs follow none after a POST. */
enum status notices_stop_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	enum told way;

	TRY(notice_link_open(&work, exchange->params[0], &record, &way));
	TRY(notices_stop(&work, record.n, way));
	record.told &= ~(int64_t)way;
	return show_stop(exchange, way, &record);
}

/* The topic of a link in a mail to one who follows it; without its title where the public sees it no more. */
static enum status show_follow(struct exchange *exchange, const struct follow_claim *claim,
	const char *template, struct str title)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct case_record record;
	bool shown;

	TRY(case_read(&work, claim->n, &record, NULL, NULL));
	shown = case_visible(&record, &viewer_public);
	map_str(view, "number", case_number(&work, &record));
	map_str(view, "title", shown ? record.title : S(""));
	map_str(view, "topic_url", shown ?
		arena_join(exchange->arena, S("/topics/"), num(exchange->arena, (int64_t)claim->n)) : S(""));
	map_str(view, "link_url", exchange->request->path);
	respond_page(exchange, template, title, "topics");
	return OK;
}

static enum status show_confirm(struct exchange *exchange, const struct follow_claim *claim, bool done)
{
	map_bool(exchange->reply->view, "confirmed", done);
	return show_follow(exchange, claim, "follow_confirm", S("答复后告诉我"));
}

enum status notices_confirm_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct follow_claim claim;
	bool known;

	TRY(follow_link_open(&work, exchange->params[0], FOLLOW_CONFIRM, &claim));
	TRY(followers_know(&work, claim.n, claim.id, &known));
	return show_confirm(exchange, &claim, known);
}

enum status notices_confirm_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct follow_claim claim;
	enum status status;

	TRY(follow_link_open(&work, exchange->params[0], FOLLOW_CONFIRM, &claim));
	status = follow_request_confirm(&work, &claim);
	if (status == ERR_GONE)
		return respond_refuse(exchange, status,
			S("这个链接已经过期，或者您选择了不再接收。请回到话题页，重新填写邮箱。"));
	if (status == ERR_NOT_NOW)
		return respond_refuse(exchange, status,
			S("这个话题已经答复或者不再办理，不用再等通知，请直接到话题页查看。"));
	if (status == ERR_TOO_MANY)
		return respond_refuse(exchange, status, S("等这个话题答复通知的人太多了，不能再增加。请在话题页查看答复。"));
	TRY(status);
	return show_confirm(exchange, &claim, true);
}

static enum status show_unfollow(struct exchange *exchange, const struct follow_claim *claim, bool done)
{
	map_bool(exchange->reply->view, "ended", done);
	map_int(exchange->reply->view, "rest_days", REQUEST_REST_DAYS);
	return show_follow(exchange, claim, "follow_stop", S("不再接收邮件"));
}

enum status notices_unfollow_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct follow_claim claim;

	TRY(follow_link_open(&work, exchange->params[0], FOLLOW_STOP, &claim));
	return show_unfollow(exchange, &claim, false);
}

enum status notices_unfollow_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct follow_claim claim;

	TRY(follow_link_open(&work, exchange->params[0], FOLLOW_STOP, &claim));
	TRY(follow_request_stop(&work, &claim));
	return show_unfollow(exchange, &claim, true);
}
