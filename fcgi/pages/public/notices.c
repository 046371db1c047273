/* How the sender of a case is told of its steps: chosen, changed, ended. */
#include "pages/public/notices.h"

#include "links/notice_link.h"
#include "links/tracking.h"
#include "model/application.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/notice_fields.h"
#include "participation/notices.h"
#include "privacy/sealed.h"

#define HTTP_OK 200

static const struct form_field choice_fields[] = {
	NOTICES_SMS_FIELD,
	NOTICES_MAIL_FIELD,
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

static struct str told_words(const struct case_record *record)
{
	const struct str words[] = { S(""), S("短信"), S("邮件"), S("短信、邮件") };

	return words[record->told & (TOLD_SMS | TOLD_MAIL)];
}

/* What the site doesn't offer any more can be ended, not begun. */
static bool may_choose(const struct exchange *exchange, const struct case_record *record, enum told way)
{
	const struct config *config = exchange->site->config;

	return (record->told & way) != 0 || (way == TOLD_SMS ? config->notices.sms : config->notices.mail);
}

static bool offered(const struct exchange *exchange, const struct case_record *record)
{
	return record->told != 0 || (notices_possible(record) &&
		(may_choose(exchange, record, TOLD_SMS) || may_choose(exchange, record, TOLD_MAIL)));
}

void notices_view(struct exchange *exchange, const struct case_record *record, struct str track)
{
	struct value *view = exchange->reply->view;

	map_str(view, "notices_url", offered(exchange, record) ?
		arena_join(exchange->arena, track, S("/notices")) : S(""));
	map_str(view, "told", told_words(record));
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
	return map;
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
	map_bool(view, "may_sms", may_choose(exchange, &chosen->record, TOLD_SMS));
	map_bool(view, "may_mail", may_choose(exchange, &chosen->record, TOLD_MAIL));
	map_str(view, "number", case_number(&work, &chosen->record));
	map_str(view, "track", track);
	map_str(view, "told", told_words(&chosen->record));
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
	map_str(exchange->reply->view, "told", told_words(&after));
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
	struct str token;

	TRY(site_form_token(exchange, "stop", &token));
	map_str(view, "form", token);
	map_str(view, "number", case_number(&work, record));
	map_str(view, "way", way == TOLD_SMS ? S("短信") : S("邮件"));
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

enum status notices_stop_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	enum told way;

	TRY(notice_link_open(&work, exchange->params[0], &record, &way));
	TRY(notices_stop(&work, record.n, way));
	map_bool(exchange->reply->view, "ended", true);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/n/"), exchange->params[0], S("/stop")), HTTP_OK);
}
