#include "notify/sender_payload.h"

#include "base/json.h"
#include "base/json_print.h"
#include "notify/mail_message.h"

#define JSON_TYPE "application/json; charset=utf-8"
#define FORM_TYPE "application/x-www-form-urlencoded"

static struct str whole_body(struct casework *work, const struct sender_notice *notice,
	const struct notice_event *event)
{
	struct value *map = value_map(work->arena);

	map_str(map, "id", event->origin);
	map_str(map, "kind", str_of(notice_name(event->kind)));
	map_str(map, "phone", notice->to);
	map_str(map, "number", notice->number);
	map_str(map, "event", notice->event);
	map_str(map, "url", notice->url);
	map_str(map, "stop", notice->stop);
	map_str(map, "code", notice->code);
	map_str(map, "site", str_of(work->config->site.name));
	map_str(map, "text", notice->text);
	return json_print(work->arena, map);
}

static struct str sms_body(struct casework *work, const struct target *target,
	const struct sender_notice *notice, const struct notice_event *event)
{
	const struct template_value values[] = { { "phone", notice->to }, { "number", notice->number },
		{ "event", notice->event }, { "url", notice->url }, { "stop", notice->stop },
		{ "code", notice->code }, { "site", str_of(work->config->site.name) },
		{ "text", notice->text }, { NULL, { NULL, 0 } } };
	struct str body = { 0 };

	if (target->template[0] == '\0')
		return whole_body(work, notice, event);
	/* Its placeholders were checked when the file was read. */
	message_template_fill(work->arena, target->encoding, str_of(target->template), values, &body);
	return body;
}

static struct str mail_text(struct casework *work, const struct sender_notice *notice)
{
	struct str end = ARENA_GLUE(work->arena, S("这封邮件由系统自动发出，请不要回复。\n不再接收这类邮件：\n"),
		notice->stop, S("\n\n"), str_of(work->config->site.name), S("\n"));

	if (notice->confirm)
		return ARENA_GLUE(work->arena, S("您好：\n\n有人填写了这个邮箱，希望话题（编号"), notice->number,
			S("）答复后收到一封邮件。是您本人填写的，请打开下面的链接，按“确认”：\n"), notice->url,
			S("\n\n链接 3 天内有效。不是您本人填写的，不用理会：没有确认的，答复后不会发邮件。"), end);
	if (notice->follows)
		return ARENA_GLUE(work->arena, S("您好：\n\n您关心的话题（编号"), notice->number,
			S("）已答复。请打开下面的链接查看：\n"), notice->url,
			S("\n\n您选择了答复后收邮件，只通知这一次。"), end);
	return ARENA_GLUE(work->arena, S("您好：\n\n您提交的事项（编号"), notice->number, S("）"),
		notice->event, S("。请打开下面的链接查看：\n"), notice->url,
		S("\n\n链接只供您本人使用，请不要转发。"), end);
}

static void make_mail(struct casework *work, const struct target *target, const struct sender_notice *notice,
	const struct notice_event *event, struct sender_payload *payload)
{
	struct arena *arena = work->arena;
	struct str host = str_of(work->config->site.domain);
	const struct mail_message message = { .from = str_of(target->from),
		.from_name = str_of(work->config->site.name), .to = notice->to, .subject = notice->subject,
		.text = mail_text(work, notice), .stop = notice->stop, .id = event->origin,
		.domain = str_sub(host, 0, str_find(host, ':', 0)), .at = event->at };

	payload->mail = (struct smtp_mail){ .url = target->url, .user = target->user,
		.password = target->password, .from = target->from, .to = arena_cstr(arena, notice->to),
		.message = mail_message_print(arena, &message) };
	payload->post.mail = &payload->mail;
}

void sender_payload_make(struct casework *work, const struct target *target,
	const struct sender_notice *notice, const struct notice_event *event, struct sender_payload *payload)
{
	*payload = (struct sender_payload){ 0 };
	if (target->type == TARGET_MAIL) {
		make_mail(work, target, notice, event, payload);
		return;
	}
	payload->body = sms_body(work, target, notice, event);
	payload->post = (struct webhook_post){ .url = target->url,
		.headers = { arena_printf(work->arena, "X-Wenzheng-Id: %.*s", STR_ARG(event->origin)).data,
			target->header[0] != '\0' ? target->header : NULL },
		.type = target->encoding == TEMPLATE_FORM ? FORM_TYPE : JSON_TYPE, .body = payload->body };
}

/* The member at a path with dots between, as text; empty when it isn't there or has none. */
static struct str member_text(struct arena *arena, const struct value *value, struct str path)
{
	struct str name;

	while (value != NULL && str_cut(&path, '.', &name))
		value = value->type == VALUE_MAP ? map_find(value, name) : NULL;
	if (value == NULL)
		return (struct str){ 0 };
	if (value->type == VALUE_INT)
		return num(arena, value->integer);
	if (value->type == VALUE_BOOL)
		return value->boolean ? S("true") : S("false");
	return value->type == VALUE_STR ? value->str : (struct str){ 0 };
}

bool sender_payload_taken(struct arena *arena, const struct target *target, struct str answer,
	struct str *error)
{
	struct str accept = str_of(target->accept);
	size_t equals = str_find(accept, '=', 0);
	struct value *map;

	if (target->type != TARGET_SMS)
		return true;
	if (str_starts(str_trim(answer), S("<")))
		*error = S("短信平台回应的是网页，请核对地址");
	else if (accept.len > 0 && json_parse_foreign(arena, answer, &map) != OK)
		*error = S("短信平台的回应不是 JSON");
	else if (accept.len > 0 && !str_eq(str_trim(str_sub(accept, equals + 1, accept.len)),
		member_text(arena, map, str_trim(str_sub(accept, 0, equals)))))
		*error = arena_printf(arena, "短信平台没有接收（回应中不是 %s）", target->accept);
	return error->len == 0;
}
