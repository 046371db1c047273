#include "notify/notifier.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "notify/notice.h"
#include "notify/outbox.h"
#include "notify/payload.h"
#include "notify/sender_payload.h"
#include "notify/staff_notice.h"
#include "notify/webhook_client.h"
#include "notify/local_command.h"

#define AT_ONCE 4	/* on their way to one target */
#define SLOTS (TARGETS_MOST * AT_ONCE)
#define SLOT_BYTES ((size_t)4 << 20)
#define IDLE_MS 500	/* between looks at the outbox */
#define BUSY_MS 50	/* between looks at programs that run */
#define TRIM_MS MS_PER_MINUTE	/* between trimmings of the outbox */

/* One message on its way. */
struct delivery {
	struct casework work;	/* with an arena of its own */
	const struct target *target;	/* NULL: the slot is free */
	struct notice_event event;
	struct local_command program;
	struct sender_payload to_sender;	/* what is on its way, if the target reaches senders */
	struct limit limit;		/* to be counted when it arrived */
	bool test;		/* no message of the outbox */
	bool over;
	struct str error;	/* empty when over: it arrived */
};

struct notifier {
	struct casework work;
	const struct targets *targets;
	struct outbox_rules rules;
	struct webhook_client *posts;
	struct delivery slots[SLOTS];
	size_t busy;
	size_t programs;
	bool opened[TARGETS_MOST];
	int64_t trim_at;	/* by clock_steady() */
};

struct notifier *notifier_new(const struct casework *work, const struct targets *targets)
{
	struct notifier *notifier = calloc(1, sizeof(*notifier));
	const struct config *config = work->config;

	if (notifier == NULL)
		abort();
	notifier->work = *work;
	notifier->targets = targets;
	notifier->rules = (struct outbox_rules){ config->notify.timeout_ms, config->notify.retry_ms,
		config->notify.tries };
	notifier->posts = webhook_new();
	for (size_t i = 0; i < targets->count * AT_ONCE; i++) {
		notifier->slots[i].work = *work;
		notifier->slots[i].work.arena = arena_new(SLOT_BYTES);
	}
	return notifier;
}

void notifier_free(struct notifier *notifier)
{
	if (notifier == NULL)
		return;
	for (size_t i = 0; i < notifier->targets->count * AT_ONCE; i++)
		arena_free(notifier->slots[i].work.arena);
	webhook_free(notifier->posts);
	free(notifier);
}

static void end(struct delivery *delivery, struct str error)
{
	delivery->over = true;
	delivery->error = error;
}

static void start_command(struct notifier *notifier, struct delivery *delivery, struct str body)
{
	if (!local_command_start(delivery->target->argv, body, clock_steady() + notifier->rules.timeout_ms,
		    &delivery->program))
		end(delivery, S("命令无法启动"));
	else
		notifier->programs++;
}

/* What the post says of its message is completed by how this target is spoken to. */
static void start_post(struct notifier *notifier, struct delivery *delivery, struct webhook_post post)
{
	post.ca = delivery->target->ca;
	post.allow_private = delivery->target->allow_private;
	post.timeout_ms = notifier->rules.timeout_ms;
	if (!webhook_begin(notifier->posts, &post, delivery))
		end(delivery, S("内存不足"));
}

static void send_off(struct notifier *notifier, struct delivery *delivery, const struct notice *notice,
	const char *kind)
{
	const struct target *target = delivery->target;
	struct payload payload;

	payload_make(&delivery->work, target, notice, kind, delivery->event.origin, delivery->event.at,
		&payload);
	if (target->type == TARGET_COMMAND)
		start_command(notifier, delivery, payload.body);
	else
		start_post(notifier, delivery, (struct webhook_post){ .url = payload.url.data,
			.headers = { payload.signature.data, payload.id.data },
			.type = "application/json; charset=utf-8", .body = payload.body });
}

static void send_to_sender(struct notifier *notifier, struct delivery *delivery,
	const struct sender_notice *notice)
{
	const struct target *target = delivery->target;

	delivery->limit = notice->limit;
	sender_payload_make(&delivery->work, target, notice, &delivery->event, &delivery->to_sender);
	if (target->argv[0] != NULL)
		start_command(notifier, delivery, delivery->to_sender.body);
	else
		start_post(notifier, delivery, delivery->to_sender.post);
}

static struct delivery *free_slot(struct notifier *notifier, size_t target)
{
	for (size_t i = target * AT_ONCE; i < (target + 1) * AT_ONCE; i++)
		if (notifier->slots[i].target == NULL)
			return &notifier->slots[i];
	return NULL;
}

static void release(struct notifier *notifier, struct delivery *delivery)
{
	delivery->target = NULL;
	notifier->busy--;
	arena_reset(delivery->work.arena);
}

static struct delivery *occupy(struct notifier *notifier, size_t target)
{
	struct delivery *delivery = free_slot(notifier, target);

	if (delivery == NULL)
		return NULL;
	delivery->target = &notifier->targets->list[target];
	delivery->work.now = clock_now();
	delivery->over = delivery->test = false;
	delivery->error = (struct str){ 0 };
	delivery->program = (struct local_command){ 0 };
	delivery->limit = (struct limit){ 0 };
	notifier->busy++;
	return delivery;
}

static struct str origin(struct casework *work)
{
	return arena_join(work->arena, S("https://"), str_of(work->config->site.domain));
}

/* Nothing to tell counts as told; what can't be read now is tried again as if it had failed. */
static void end_untold(struct delivery *delivery, enum status status)
{
	if (status == ERR_TOO_MANY)
		log_info("notify: %s tells nothing of case %" PRIu64 ": its sender was told enough today",
			delivery->target->name, delivery->event.n);
	end(delivery, status == ERR_NOT_NOW || status == ERR_NOT_FOUND || status == ERR_TOO_MANY ?
		(struct str){ 0 } : S("系统读不到这一件"));
}

static void begin_to_sender(struct notifier *notifier, struct delivery *delivery)
{
	struct sender_notice notice;
	enum status status = sender_notice_make(&delivery->work, &delivery->event,
		target_way(delivery->target), origin(&delivery->work), &notice);

	if (status == OK)
		send_to_sender(notifier, delivery, &notice);
	else
		end_untold(delivery, status);
}

static void begin(struct notifier *notifier, struct delivery *delivery)
{
	const struct target *target = delivery->target;
	struct notice notice;
	enum status status;

	if (!target_wants(target, &delivery->event)) {
		end(delivery, (struct str){ 0 });
		return;
	}
	if (target_to_senders(target)) {
		begin_to_sender(notifier, delivery);
		return;
	}
	status = (notice_on_article(delivery->event.kind) || delivery->event.kind == NOTICE_CHECK ?
		staff_notice_make : notice_make)(&delivery->work, &delivery->event, origin(&delivery->work),
		target_links(target, &delivery->event), &notice);
	if (status == OK)
		send_off(notifier, delivery, &notice, notice_name(notice.kind));
	else
		end_untold(delivery, status);
}

/* What comes up at night stays in the outbox; a case that moved on meanwhile is told of once. */
static bool waits_for_morning(const struct notifier *notifier, const struct target *target)
{
	return target_keeps_quiet(target) && sender_notice_quiet(notifier->work.config, clock_now());
}

/*
 * Takes what there is for a target while there is room; *took says whether there was any.  False when Redis
 * is away.
 */
static bool fill(struct notifier *notifier, size_t target, bool *took)
{
	struct str name = str_of(notifier->targets->list[target].name);
	struct delivery *delivery;
	enum status status;
	size_t count = 1;

	while (count > 0 && (delivery = occupy(notifier, target)) != NULL) {
		status = notifier->opened[target] ? OK : outbox_open(&delivery->work, name);
		notifier->opened[target] = status == OK;
		if (status == OK && waits_for_morning(notifier, &notifier->targets->list[target]))
			count = 0;
		else if (status == OK)
			status = outbox_take(&delivery->work, name, &notifier->rules, 1, &delivery->event,
				&count);
		if (status == OK && count > 0) {
			*took = true;
			begin(notifier, delivery);
			continue;
		}
		release(notifier, delivery);
		if (status != OK) {
			notifier->opened[target] = false;
			return false;
		}
	}
	return true;
}

static void settle(struct notifier *notifier, struct delivery *delivery)
{
	struct str name = str_of(delivery->target->name);
	bool dead = false;
	enum status status;

	delivery->work.now = clock_now();
	if (delivery->error.len == 0 && delivery->limit.key.len > 0)
		(void)limit_note(&delivery->work, &delivery->limit, 1);
	if (delivery->error.len == 0)
		status = outbox_done(&delivery->work, name, &delivery->event);
	else
		status = outbox_failed(&delivery->work, name, &delivery->event, &notifier->rules,
			delivery->error, &dead);
	if (delivery->error.len > 0)
		log_warn("notify: try %" PRId64 " to tell %s of case %" PRIu64 " failed%s: %.*s",
			delivery->event.tries, delivery->target->name, delivery->event.n,
			dead ? ", and it was the last" : "", STR_ARG(delivery->error));
	if (status != OK)
		log_warn("notify: what became of a message to %s could not be noted; it may come twice",
			delivery->target->name);
	release(notifier, delivery);
}

static void look_at_program(struct notifier *notifier, struct delivery *delivery)
{
	struct str error = { 0 };
	int code;

	switch (local_command_look(&delivery->program, clock_steady(), &code)) {
	case PROGRAM_RUNS:
		return;
	case PROGRAM_DONE:
		break;
	case PROGRAM_LATE:
		error = S("命令没有按时结束");
		break;
	case PROGRAM_FAILED:
		error = arena_printf(delivery->work.arena, "命令以状态 %d 结束", code);
		break;
	}
	notifier->programs--;
	delivery->program.pid = 0;
	end(delivery, error);
}

static void look(struct notifier *notifier)
{
	struct webhook_result result;

	while (webhook_next(notifier->posts, notifier->work.arena, &result)) {
		struct delivery *delivery = result.owner;
		struct str error = result.error;

		if (result.ok)
			(target_to_senders(delivery->target) ? sender_payload_taken : payload_taken)(
				delivery->work.arena, delivery->target, result.answer, &error);
		end(delivery, arena_str(delivery->work.arena, error));
	}
	for (size_t i = 0; i < notifier->targets->count * AT_ONCE; i++) {
		struct delivery *delivery = &notifier->slots[i];

		if (delivery->target != NULL && delivery->program.pid != 0)
			look_at_program(notifier, delivery);
		if (delivery->target != NULL && delivery->over && !delivery->test)
			settle(notifier, delivery);
	}
}

static void wait(struct notifier *notifier)
{
	webhook_wait(notifier->posts, notifier->programs > 0 ? BUSY_MS : IDLE_MS);
}

static void trim(struct notifier *notifier)
{
	struct str names[TARGETS_MOST];

	for (size_t i = 0; i < notifier->targets->count; i++)
		names[i] = str_of(notifier->targets->list[i].name);
	notifier->trim_at = clock_steady() + TRIM_MS;
	notifier->work.now = clock_now();
	outbox_trim(&notifier->work, names, notifier->targets->count);
}

void notifier_run(struct notifier *notifier, bool once, const volatile sig_atomic_t *stopped)
{
	bool taking = true;

	while (taking || notifier->busy > 0) {
		bool there = taking;
		bool took = false;

		arena_reset(notifier->work.arena);
		if (clock_steady() >= notifier->trim_at)
			trim(notifier);
		for (size_t i = 0; i < notifier->targets->count && there; i++)
			there = fill(notifier, i, &took);
		look(notifier);
		taking = taking && !*stopped && (!once || took || notifier->busy > 0);
		if (notifier->busy > 0 || (taking && !once))
			wait(notifier);
	}
	trim(notifier);
}

/* To a staff target. */
static void begin_test(struct notifier *notifier, struct delivery *delivery)
{
	struct casework *work = &delivery->work;
	struct notice notice = { .url = origin(work) };

	notice.text = arena_printf(work->arena, "【%s】这是一条测试消息，收到就说明设置正确。\n%.*s",
		work->config->site.name, STR_ARG(notice.url));
	send_off(notifier, delivery, &notice, "test");
}

static void begin_test_to(struct notifier *notifier, struct delivery *delivery, struct str to)
{
	struct casework *work = &delivery->work;
	struct sender_notice notice = { .to = to, .number = S("TEST-00000"), .event = S("测试"),
		.url = origin(work), .stop = origin(work) };

	sender_notice_words(work, &notice);
	send_to_sender(notifier, delivery, &notice);
}

bool notifier_test(struct notifier *notifier, struct casework *work, const struct target *target,
	struct str to, struct str *error)
{
	struct delivery *delivery = occupy(notifier, (size_t)(target - notifier->targets->list));

	delivery->test = true;
	delivery->event = (struct notice_event){ .kind = NOTICE_ANSWERED, .origin = S("test"),
		.at = work->now };
	if (target_to_senders(target))
		begin_test_to(notifier, delivery, to);
	else
		begin_test(notifier, delivery);
	while (!delivery->over) {
		look(notifier);
		if (!delivery->over)
			wait(notifier);
	}
	*error = arena_str(work->arena, delivery->error);
	release(notifier, delivery);
	return error->len == 0;
}
