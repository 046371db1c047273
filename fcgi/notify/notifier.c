#include "notify/notifier.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "crypt/keys.h"
#include "helper/service.h"
#include "store/heartbeat.h"
#include "notify/delivery.h"
#include "participation/followers.h"

#define AT_ONCE 4	/* on their way to one target */
#define SLOTS (TARGETS_MOST * AT_ONCE)
#define SLOT_BYTES ((size_t)4 << 20)
#define IDLE_MS 500	/* between looks at the outbox */
#define BUSY_MS 50	/* between looks at programs that run */
#define TEND_MS 10000	/* between trimmings of the outbox */

struct notifier {
	struct casework work;
	struct keys *keys;	/* loaded since it began, or NULL: those of work as it was given */
	const struct targets *targets;
	struct courier courier;
	struct delivery slots[SLOTS];
	size_t busy;
	bool opened[TARGETS_MOST];
	int64_t tend_at;	/* by clock_steady() */
};

struct notifier *notifier_new(const struct casework *work, const struct targets *targets)
{
	struct notifier *notifier = calloc(1, sizeof(*notifier));
	const struct config *config = work->config;

	if (notifier == NULL)
		abort();
	notifier->work = *work;
	notifier->targets = targets;
	notifier->courier.rules = (struct outbox_rules){ config->notify.timeout_ms, config->notify.retry_ms,
		config->notify.tries };
	notifier->courier.posts = webhook_new();
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
	webhook_free(notifier->courier.posts);
	keys_free(notifier->keys);
	free(notifier);
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
			status = outbox_take(&delivery->work, name, &notifier->courier.rules, 1,
				&delivery->event, &count);
		if (status == OK && count > 0) {
			*took = true;
			delivery_begin(&notifier->courier, delivery);
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
	if (delivery->error.len == 0 && delivery->limit.key.len > 0) {
		(void)limit_note(&delivery->work, &delivery->limit, 1);
		if (delivery->event.kind == NOTICE_FOLLOWED)
			(void)followers_done(&delivery->work, delivery->event.n, delivery->event.about);
	}
	if (delivery->error.len == 0)
		status = outbox_done(&delivery->work, name, &delivery->event);
	else
		status = outbox_failed(&delivery->work, name, &delivery->event, &notifier->courier.rules,
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
	notifier->courier.programs--;
	delivery->program.pid = 0;
	delivery_end(delivery, error);
}

static void look(struct notifier *notifier)
{
	struct webhook_result result;

	while (webhook_next(notifier->courier.posts, notifier->work.arena, &result))
		delivery_heard(result.owner, &result);
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
	webhook_wait(notifier->courier.posts, notifier->courier.programs > 0 ? BUSY_MS : IDLE_MS);
}

static void tend(struct notifier *notifier)
{
	struct str names[TARGETS_MOST];

	for (size_t i = 0; i < notifier->targets->count; i++)
		names[i] = str_of(notifier->targets->list[i].name);
	notifier->tend_at = clock_steady() + TEND_MS;
	notifier->work.now = clock_now();
	(void)outbox_wake(&notifier->work);
	heartbeat_beat(notifier->work.store, notifier->work.arena, PROCESS_NOTIFY,
		outbox_trim(&notifier->work, names, notifier->targets->count) == OK);
}

/* A key that was made or revoked meanwhile counts at once: no delivery keeps a key between two steps. */
static void refresh_keys(struct notifier *notifier)
{
	const char *problem;
	struct keys *fresh;

	if (!keys_changed(notifier->work.keys))
		return;
	if (keys_load(notifier->work.config->paths.keys, &fresh, &problem) != OK) {
		log_error("notify: keys stay as they were: %s", problem);
		return;
	}
	keys_free(notifier->keys);
	notifier->keys = fresh;
	notifier->work.keys = fresh;
	for (size_t i = 0; i < notifier->targets->count * AT_ONCE; i++)
		notifier->slots[i].work.keys = fresh;
}

void notifier_run(struct notifier *notifier, bool once, const volatile sig_atomic_t *stopped)
{
	bool taking = true;

	while (taking || notifier->busy > 0) {
		bool there = taking;
		bool took = false;

		service_alive();
		arena_reset(notifier->work.arena);
		refresh_keys(notifier);
		if (clock_steady() >= notifier->tend_at)
			tend(notifier);
		for (size_t i = 0; i < notifier->targets->count && there; i++)
			there = fill(notifier, i, &took);
		look(notifier);
		taking = taking && !*stopped && (!once || took || notifier->busy > 0);
		if (notifier->busy > 0 || (taking && !once))
			wait(notifier);
	}
	tend(notifier);
}

bool notifier_test(struct notifier *notifier, struct casework *work, const struct target *target,
	struct str to, struct str *error)
{
	struct delivery *delivery = occupy(notifier, (size_t)(target - notifier->targets->list));

	delivery->test = true;
	delivery->event = (struct notice_event){ .kind = NOTICE_ANSWERED, .origin = S("test"),
		.at = work->now };
	delivery_begin_test(&notifier->courier, delivery, to);
	while (!delivery->over) {
		look(notifier);
		if (!delivery->over)
			wait(notifier);
	}
	*error = arena_str(work->arena, delivery->error);
	release(notifier, delivery);
	return error->len == 0;
}
