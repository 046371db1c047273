#include "notify/delivery.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "notify/notice.h"
#include "notify/payload.h"
#include "notify/push_message.h"
#include "notify/staff_notice.h"
#include "participation/notices.h"

void delivery_end(struct delivery *delivery, struct str error)
{
	delivery->over = true;
	delivery->error = error;
}

/* Nothing to tell, or to tell here, counts as told; what can't be read now is tried again as if it had failed. */
static void end_untold(struct delivery *delivery, enum status status)
{
	if (status == ERR_TOO_MANY)
		log_info("notify: %s tells nothing of case %" PRIu64 ": its sender was told enough today",
			delivery->target->name, delivery->event.n);
	delivery_end(delivery, status == OK || status == ERR_NOT_NOW || status == ERR_NOT_FOUND ||
		status == ERR_TOO_MANY ? (struct str){ 0 } : S("系统读不到这一件"));
}

static void start_command(struct courier *courier, struct delivery *delivery, struct str body)
{
	if (!local_command_start(delivery->target->argv, body, clock_steady() + courier->rules.timeout_ms,
		    &delivery->program))
		delivery_end(delivery, S("命令无法启动"));
	else
		courier->programs++;
}

/* What the post says of its message is completed by how this target is spoken to. */
static void start_post(struct courier *courier, struct delivery *delivery, struct webhook_post post)
{
	post.ca = delivery->target->ca;
	post.allow_private = delivery->target->allow_private;
	post.timeout_ms = courier->rules.timeout_ms;
	if (!webhook_begin(courier->posts, &post, delivery))
		delivery_end(delivery, S("内存不足"));
}

static void send_off(struct courier *courier, struct delivery *delivery, const struct notice *notice,
	const char *kind)
{
	const struct target *target = delivery->target;
	struct payload payload;

	payload_make(&delivery->work, target, notice, kind, delivery->event.origin, delivery->event.at,
		&payload);
	if (target->type == TARGET_COMMAND)
		start_command(courier, delivery, payload.body);
	else
		start_post(courier, delivery, (struct webhook_post){ .url = payload.url.data,
			.headers = { payload.signature.data, payload.id.data },
			.type = "application/json; charset=utf-8", .body = payload.body });
}

static void send_to_sender(struct courier *courier, struct delivery *delivery,
	const struct sender_notice *notice)
{
	const struct target *target = delivery->target;
	enum status status = OK;

	delivery->limit = notice->limit;
	if (target->type == TARGET_PUSH)
		status = push_message_make(&delivery->work, notice, &delivery->event,
			&delivery->to_sender.post);
	else
		sender_payload_make(&delivery->work, target, notice, &delivery->event, &delivery->to_sender);
	if (status != OK)
		end_untold(delivery, status);
	else if (target->argv[0] != NULL)
		start_command(courier, delivery, delivery->to_sender.body);
	else
		start_post(courier, delivery, delivery->to_sender.post);
}

static struct str origin(struct casework *work)
{
	return arena_join(work->arena, S("https://"), str_of(work->config->site.domain));
}

static void begin_to_sender(struct courier *courier, struct delivery *delivery)
{
	struct sender_notice notice;
	enum status status;

	if (delivery->target->type == TARGET_PUSH && delivery->event.about.len == 0) {
		end_untold(delivery, push_message_spread(&delivery->work, str_of(delivery->target->name),
			&delivery->event));
		return;
	}
	status = sender_notice_make(&delivery->work, &delivery->event, target_way(delivery->target),
		origin(&delivery->work), &notice);

	if (status == OK)
		send_to_sender(courier, delivery, &notice);
	else
		end_untold(delivery, status);
}

void delivery_begin(struct courier *courier, struct delivery *delivery)
{
	const struct target *target = delivery->target;
	struct notice notice;
	enum status status;

	if (!target_wants(target, &delivery->event)) {
		delivery_end(delivery, (struct str){ 0 });
		return;
	}
	if (target_to_senders(target)) {
		begin_to_sender(courier, delivery);
		return;
	}
	status = (notice_on_article(delivery->event.kind) || delivery->event.kind == NOTICE_CHECK ?
		staff_notice_make : notice_make)(&delivery->work, &delivery->event, origin(&delivery->work),
		target_links(target, &delivery->event), &notice);
	if (status == OK)
		send_off(courier, delivery, &notice, notice_name(notice.kind));
	else
		end_untold(delivery, status);
}

/* To a staff target. */
static void begin_test(struct courier *courier, struct delivery *delivery)
{
	struct casework *work = &delivery->work;
	struct notice notice = { .url = origin(work) };

	notice.text = arena_printf(work->arena, "【%s】这是一条测试消息，收到就说明设置正确。\n%.*s",
		work->config->site.name, STR_ARG(notice.url));
	send_off(courier, delivery, &notice, "test");
}

static void begin_test_to(struct courier *courier, struct delivery *delivery, struct str to)
{
	struct casework *work = &delivery->work;
	struct sender_notice notice = { .to = to, .number = S("TEST-00000"), .event = S("测试"),
		.url = origin(work), .stop = origin(work) };

	sender_notice_words(work, &notice);
	send_to_sender(courier, delivery, &notice);
}

void delivery_begin_test(struct courier *courier, struct delivery *delivery, struct str to)
{
	if (target_to_senders(delivery->target))
		begin_test_to(courier, delivery, to);
	else
		begin_test(courier, delivery);
}

static struct str what_became(struct delivery *delivery, const struct webhook_result *result)
{
	struct casework *work = &delivery->work;
	struct str error = arena_str(work->arena, result->error);

	if (delivery->target->type == TARGET_PUSH)
		return push_message_gone(result) && (delivery->event.kind == NOTICE_FOLLOWED ||
			notices_drop_device(work, delivery->event.n, delivery->event.about) == OK) ?
			(struct str){ 0 } : error;
	if (result->ok)
		(target_to_senders(delivery->target) ? sender_payload_taken : payload_taken)(work->arena,
			delivery->target, result->answer, &error);
	return error;
}

void delivery_heard(struct delivery *delivery, const struct webhook_result *result)
{
	delivery->work.now = clock_now();
	delivery_end(delivery, arena_str(delivery->work.arena, what_became(delivery, result)));
}
