#include "notify/notifier.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "notify/notice.h"
#include "notify/outbox.h"
#include "notify/payload.h"
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
	struct program program;
	bool test;		/* no message of the outbox */
	bool over;
	struct str error;	/* empty when over: it arrived */
};

struct courier {
	struct casework work;
	const struct targets *targets;
	struct outbox_rules rules;
	struct posts *posts;
	struct delivery slots[SLOTS];
	size_t busy;
	size_t programs;
	bool opened[TARGETS_MOST];
	int64_t trim_at;	/* by clock_steady() */
};

struct courier *courier_new(const struct casework *work, const struct targets *targets)
{
	struct courier *courier = calloc(1, sizeof(*courier));
	const struct config *config = work->config;

	if (courier == NULL)
		abort();
	courier->work = *work;
	courier->targets = targets;
	courier->rules = (struct outbox_rules){ config->notify.timeout_ms, config->notify.retry_ms,
		config->notify.tries };
	courier->posts = posts_new();
	for (size_t i = 0; i < targets->count * AT_ONCE; i++) {
		courier->slots[i].work = *work;
		courier->slots[i].work.arena = arena_new(SLOT_BYTES);
	}
	return courier;
}

void courier_free(struct courier *courier)
{
	if (courier == NULL)
		return;
	for (size_t i = 0; i < courier->targets->count * AT_ONCE; i++)
		arena_free(courier->slots[i].work.arena);
	posts_free(courier->posts);
	free(courier);
}

static void end(struct delivery *delivery, struct str error)
{
	delivery->over = true;
	delivery->error = error;
}

static void send_off(struct courier *courier, struct delivery *delivery, const struct notice *notice,
	const char *kind)
{
	const struct target *target = delivery->target;
	int64_t timeout = courier->rules.timeout_ms;
	struct parcel parcel;

	parcel_make(&delivery->work, target, notice, kind, delivery->event.origin, delivery->event.at,
		&parcel);
	if (target->type == TARGET_COMMAND) {
		if (!program_start(target->argv, parcel.body, clock_steady() + timeout, &delivery->program))
			end(delivery, S("命令无法启动"));
		else
			courier->programs++;
		return;
	}
	if (!posts_begin(courier->posts, &(struct post){ .url = parcel.url.data, .ca = target->ca,
		    .allow_private = target->allow_private, .timeout_ms = timeout,
		    .headers = { parcel.signature.data, parcel.id.data }, .body = parcel.body }, delivery))
		end(delivery, S("内存不足"));
}

static struct delivery *free_slot(struct courier *courier, size_t target)
{
	for (size_t i = target * AT_ONCE; i < (target + 1) * AT_ONCE; i++)
		if (courier->slots[i].target == NULL)
			return &courier->slots[i];
	return NULL;
}

static void release(struct courier *courier, struct delivery *delivery)
{
	delivery->target = NULL;
	courier->busy--;
	arena_reset(delivery->work.arena);
}

static struct delivery *occupy(struct courier *courier, size_t target)
{
	struct delivery *delivery = free_slot(courier, target);

	if (delivery == NULL)
		return NULL;
	delivery->target = &courier->targets->list[target];
	delivery->work.now = clock_now();
	delivery->over = delivery->test = false;
	delivery->error = (struct str){ 0 };
	delivery->program = (struct program){ 0 };
	courier->busy++;
	return delivery;
}

static struct str origin(struct casework *work)
{
	return arena_join(work->arena, S("https://"), str_of(work->config->site.domain));
}

/* Nothing to tell counts as told; a case that can't be read now is tried again as if it had failed. */
static void begin(struct courier *courier, struct delivery *delivery)
{
	const struct target *target = delivery->target;
	struct notice notice;
	enum status status;

	if (!target_wants(target, &delivery->event)) {
		end(delivery, (struct str){ 0 });
		return;
	}
	status = notice_make(&delivery->work, &delivery->event, origin(&delivery->work), target->link,
		&notice);
	if (status == OK)
		send_off(courier, delivery, &notice, notice_name(notice.kind));
	else
		end(delivery,
			status == ERR_NOT_NOW || status == ERR_NOT_FOUND ? (struct str){ 0 } :
				S("系统读不到这一件"));
}

/*
 * Takes what there is for a target while there is room; *took says whether there was any.  False when Redis
 * is away.
 */
static bool fill(struct courier *courier, size_t target, bool *took)
{
	struct str name = str_of(courier->targets->list[target].name);
	struct delivery *delivery;
	enum status status;
	size_t count = 1;

	while (count > 0 && (delivery = occupy(courier, target)) != NULL) {
		status = courier->opened[target] ? OK : outbox_open(&delivery->work, name);
		courier->opened[target] = status == OK;
		if (status == OK)
			status = outbox_take(&delivery->work, name, &courier->rules, 1, &delivery->event,
				&count);
		if (status == OK && count > 0) {
			*took = true;
			begin(courier, delivery);
			continue;
		}
		release(courier, delivery);
		if (status != OK) {
			courier->opened[target] = false;
			return false;
		}
	}
	return true;
}

static void settle(struct courier *courier, struct delivery *delivery)
{
	struct str name = str_of(delivery->target->name);
	bool dead = false;
	enum status status;

	delivery->work.now = clock_now();
	if (delivery->error.len == 0)
		status = outbox_done(&delivery->work, name, &delivery->event);
	else
		status = outbox_failed(&delivery->work, name, &delivery->event, &courier->rules,
			delivery->error, &dead);
	if (delivery->error.len > 0)
		log_warn("notify: try %" PRId64 " to tell %s of case %" PRIu64 " failed%s: %.*s",
			delivery->event.tries, delivery->target->name, delivery->event.n,
			dead ? ", and it was the last" : "", STR_ARG(delivery->error));
	if (status != OK)
		log_warn("notify: what became of a message to %s could not be noted; it may come twice",
			delivery->target->name);
	release(courier, delivery);
}

static void look_at_program(struct courier *courier, struct delivery *delivery)
{
	struct str error = { 0 };
	int code;

	switch (program_look(&delivery->program, clock_steady(), &code)) {
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
	courier->programs--;
	delivery->program.pid = 0;
	end(delivery, error);
}

static void look(struct courier *courier)
{
	struct post_result result;

	while (posts_next(courier->posts, courier->work.arena, &result)) {
		struct delivery *delivery = result.owner;
		struct str error = result.error;

		if (result.ok)
			parcel_taken(delivery->work.arena, delivery->target, result.answer, &error);
		end(delivery, arena_str(delivery->work.arena, error));
	}
	for (size_t i = 0; i < courier->targets->count * AT_ONCE; i++) {
		struct delivery *delivery = &courier->slots[i];

		if (delivery->target != NULL && delivery->program.pid != 0)
			look_at_program(courier, delivery);
		if (delivery->target != NULL && delivery->over && !delivery->test)
			settle(courier, delivery);
	}
}

static void wait(struct courier *courier)
{
	posts_wait(courier->posts, courier->programs > 0 ? BUSY_MS : IDLE_MS);
}

static void trim(struct courier *courier)
{
	struct str names[TARGETS_MOST];

	for (size_t i = 0; i < courier->targets->count; i++)
		names[i] = str_of(courier->targets->list[i].name);
	courier->trim_at = clock_steady() + TRIM_MS;
	courier->work.now = clock_now();
	outbox_trim(&courier->work, names, courier->targets->count);
}

void courier_run(struct courier *courier, bool once, const volatile sig_atomic_t *stopped)
{
	bool taking = true;

	while (taking || courier->busy > 0) {
		bool there = taking;
		bool took = false;

		arena_reset(courier->work.arena);
		if (clock_steady() >= courier->trim_at)
			trim(courier);
		for (size_t i = 0; i < courier->targets->count && there; i++)
			there = fill(courier, i, &took);
		look(courier);
		taking = taking && !*stopped && (!once || took || courier->busy > 0);
		if (courier->busy > 0 || (taking && !once))
			wait(courier);
	}
	trim(courier);
}

bool courier_test(struct courier *courier, struct casework *work, const struct target *target,
	struct str *error)
{
	struct delivery *delivery = occupy(courier, (size_t)(target - courier->targets->list));
	struct notice notice = { .url = origin(work) };

	delivery->test = true;
	delivery->event = (struct notice_event){ .origin = S("test"), .at = work->now };
	notice.text = arena_printf(delivery->work.arena, "【%s】这是一条测试消息，收到就说明设置正确。\n%.*s",
		work->config->site.name, STR_ARG(notice.url));
	send_off(courier, delivery, &notice, "test");
	while (!delivery->over) {
		look(courier);
		if (!delivery->over)
			wait(courier);
	}
	*error = arena_str(work->arena, delivery->error);
	release(courier, delivery);
	return error->len == 0;
}
