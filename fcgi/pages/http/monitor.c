#include "pages/http/monitor.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json_print.h"
#include "health/facts.h"
#include "lists/event_log.h"
#include "lists/queue.h"
#include "lists/summary.h"
#include "model/lifecycle.h"
#include "pages/site.h"
#include "upkeep/archive.h"

#define HTTP_AWAY 503
/* Anybody may ask for /readyz, as often as nginx lets through. */
#define USABLE_MS 1000

static enum status answer(struct exchange *exchange, const struct value *view)
{
	struct buf out = buf_in(exchange->arena);

	buf_add(&out, json_print(exchange->arena, view));
	buf_byte(&out, '\n');
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}

enum status monitor_healthz(struct exchange *exchange)
{
	struct value *view = value_map(exchange->arena);

	map_str(view, "status", str_of(health_name(HEALTH_OK)));
	map_str(map_map(view, "checks"), "worker", str_of(health_name(HEALTH_OK)));
	return answer(exchange, view);
}

static const struct facts *usable_lately(struct site *site, struct casework *work)
{
	if (site->usable != NULL && clock_steady() - site->usable_read < USABLE_MS)
		return site->usable;
	if (site->usable == NULL)
		site->usable = malloc(sizeof(*site->usable));
	if (site->usable == NULL)
		abort();
	facts_read_usable(work, site->index, site->inside, site->usable);
	site->usable_read = clock_steady();
	return site->usable;
}

/* Without the index the board goes on: that is a warning. */
enum status monitor_readyz(struct exchange *exchange)
{
	static const enum check asked[] = { CHECK_REDIS, CHECK_WRITE, CHECK_DISK, CHECK_INDEX };
	struct casework work = site_work(exchange);
	struct value *view = value_map(exchange->arena);
	struct value *checks = value_map(exchange->arena);
	const struct facts *facts = usable_lately(exchange->site, &work);
	enum health worst = HEALTH_OK;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct str why;
		enum health health = facts_judge(facts, &work, asked[i], &why);

		map_str(checks, check_name(asked[i]), str_of(health_name(health)));
		worst = health_worse(worst, health);
	}
	map_str(view, "status", str_of(health_name(worst)));
	*value_add(view, S("checks")) = *checks;
	if (worst == HEALTH_BAD)
		exchange->reply->status = HTTP_AWAY;
	return answer(exchange, view);
}

static void add_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
	add_head(out, name, "gauge", help);
	buf_printf(out, "%s %lld\n", name, (long long)value);
}

static void add_seconds(struct buf *out, const char *name, const char *help, int64_t ms)
{
	add_head(out, name, "gauge", help);
	buf_printf(out, "%s %lld.%03d\n", name, (long long)(ms / 1000), (int)(ms % 1000));
}

/* Counters of topics, as the home page shows them. */
static const struct {
	const char *name;
	const char *type;
	const char *help;
	const char *figure;
} figures_shown[] = {
	{ "wenzheng_topics_total", "counter", "Topics received.", "topics" },
	{ "wenzheng_topics_public", "gauge", "Topics that the public sees.", "public" },
	{ "wenzheng_leads_total", "counter", "Topics assigned to a department.", "leads" },
	{ "wenzheng_answered_total", "counter", "Topics answered.", "answered" },
};

/* A line for each of a list, told apart by a label: the names of both are those of the list's maps. */
static void add_each(struct buf *out, const struct value *list, const char *label, const char *name,
	const char *type, const char *help, const char *key)
{
	add_head(out, name, type, help);
	for (const struct member *m = list->first; m != NULL; m = m->next)
		buf_printf(out, "%s{%s=\"%.*s\"} %lld\n", name, label, STR_ARG(map_get_str(&m->value, label)),
			(long long)map_get_int(&m->value, key, 0));
}

static enum status add_totals(struct casework *work, const struct facts *facts, struct buf *out)
{
	struct value *figures;
	struct value *channels;

	(void)facts;
	TRY(summary_read(work, &figures));
	TRY(summary_channels(work, &channels));
	for (size_t i = 0; i < sizeof(figures_shown) / sizeof(figures_shown[0]); i++) {
		add_head(out, figures_shown[i].name, figures_shown[i].type, figures_shown[i].help);
		buf_printf(out, "%s %lld\n", figures_shown[i].name,
			(long long)map_get_int(figures, figures_shown[i].figure, 0));
	}
	add_each(out, channels, "channel", "wenzheng_cases_total", "counter", "Cases received, by channel.",
		"in");
	add_each(out, channels, "channel", "wenzheng_cases_done_total", "counter",
		"Cases answered, by channel.", "done");
	return OK;
}

static enum status add_queues(struct casework *work, const struct facts *facts, struct buf *out)
{
	const struct viewer everybody = { .roles = ROLE_STAFF };
	struct value *desks;

	(void)facts;
	TRY(queue_overview(work, &everybody, &desks));
	add_each(out, desks, "desk", "wenzheng_queue_waiting", "gauge",
		"Cases and posts that wait at a desk.", "waiting");
	add_each(out, desks, "desk", "wenzheng_queue_overdue", "gauge", "Those past their time.", "overdue");
	return OK;
}

static enum status add_outbox(struct casework *work, const struct facts *facts, struct buf *out)
{
	if (!facts->outbox_told)
		return ERR_AWAY;
	add_each(out, facts->outbox, "target", "wenzheng_outbox_waiting", "gauge",
		"Messages that a target has not got yet.", "undelivered");
	add_seconds(out, "wenzheng_outbox_oldest_seconds", "How long the oldest of them waits.",
		facts->outbox_oldest > 0 && work->now > facts->outbox_oldest ?
			work->now - facts->outbox_oldest : 0);
	add_gauge(out, "wenzheng_outbox_dead", "Messages that could not be delivered.", facts->outbox_dead);
	return OK;
}

static enum status add_upkeep(struct casework *work, const struct facts *facts, struct buf *out)
{
	uint64_t unarchived;
	int64_t at;

	(void)facts;
	TRY(archive_waiting(work, &unarchived));
	TRY(event_log_oldest(work, &at));
	add_gauge(out, "wenzheng_archive_waiting",
		"Requests past their retention whose archive package the jobs could not write.",
		(int64_t)unarchived);
	add_seconds(out, "wenzheng_events_oldest_seconds", "Age of the oldest event that is still in Redis.",
		at > 0 && at < work->now ? work->now - at : 0);
	return OK;
}

/* Those that never ran have no line. */
static void add_heartbeats(const struct facts *facts, struct buf *out)
{
	const char *round = "wenzheng_process_heartbeat_timestamp_seconds";
	const char *done = "wenzheng_process_success_timestamp_seconds";

	add_head(out, round, "gauge", "When a process last went round its work, in Unix time.");
	for (enum process process = 0; process < PROCESS_COUNT; process++)
		if (facts->beats[process].at > 0)
			buf_printf(out, "%s{process=\"%s\"} %lld\n", round, process_name(process),
				(long long)(facts->beats[process].at / 1000));
	add_head(out, done, "gauge", "When a process last did all of its work, in Unix time.");
	for (enum process process = 0; process < PROCESS_COUNT; process++)
		if (facts->beats[process].done > 0)
			buf_printf(out, "%s{process=\"%s\"} %lld\n", done, process_name(process),
				(long long)(facts->beats[process].done / 1000));
}

static void add_redis(const struct facts *facts, struct buf *out)
{
	add_gauge(out, "wenzheng_redis_memory_bytes", "Memory that Redis uses.", facts->memory);
	add_gauge(out, "wenzheng_redis_memory_max_bytes", "Memory that it may use; 0: no bound.",
		facts->memory_most);
	add_gauge(out, "wenzheng_redis_aof_bytes", "Size of the append-only file.", facts->aof_bytes);
	add_gauge(out, "wenzheng_redis_aof_write_ok", "Whether its last write worked.", facts->aof_written);
	add_gauge(out, "wenzheng_redis_aof_rewrite_ok", "Whether its last rewrite worked.",
		facts->aof_rewritten);
	if (facts->clock_told)
		add_gauge(out, "wenzheng_clock_suspect",
			"Whether the jobs stand still until somebody confirms the clock.", facts->clock_suspect);
}

static void add_index(struct buf *out, const struct index_facts *index, const char *up, const char *lag)
{
	add_gauge(out, up, "Whether the search has an index.", index->up);
	if (index->up && index->lag_ms >= 0)
		add_seconds(out, lag, "How long the oldest event waits that the index doesn't know.",
			index->lag_ms);
}

static void add_machine(const struct exchange *exchange, const struct facts *facts, struct buf *out)
{
	add_head(out, "wenzheng_build_info", "gauge", "The program's version; always 1.");
	buf_add(out, S("wenzheng_build_info{version=\"" WENZHENG_VERSION "\"} 1\n"));
	add_gauge(out, "wenzheng_redis_up", "Whether Redis answers.",
		facts->redis && !facts->loading);
	add_index(out, &facts->index, "wenzheng_search_up", "wenzheng_search_lag_seconds");
	add_index(out, &facts->inside, "wenzheng_staff_search_up", "wenzheng_staff_search_lag_seconds");
	if (facts->disk_free >= 0)
		add_gauge(out, "wenzheng_disk_free_bytes", "Room on the disk of the state folder.",
			facts->disk_free);
	add_gauge(out, "wenzheng_photo_slots", "Photos that may be decoded at once.", facts->slots);
	add_gauge(out, "wenzheng_photo_slots_busy", "Photos that are being decoded.", facts->slots_busy);
	add_gauge(out, "process_start_time_seconds", "When this worker started, in Unix time.",
		exchange->site->started / 1000);
}

/* What Redis tells.  What can't be read is left out, and hides nothing of the rest. */
static void add_stored(struct casework *work, const struct facts *facts, struct buf *out)
{
	static enum status (*const parts[])(struct casework *, const struct facts *, struct buf *) = {
		add_totals, add_queues, add_outbox, add_upkeep };

	if (!facts->redis || facts->loading)
		return;
	add_redis(facts, out);
	add_heartbeats(facts, out);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct buf part = buf_in(work->arena);

		if (parts[i](work, facts, &part) == OK)
			buf_add(out, buf_str(&part));
	}
}

enum status monitor_metrics(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct buf out = buf_in(exchange->arena);
	struct facts facts;

	facts_read(&work, exchange->site->index, exchange->site->inside, &facts);
	add_stored(&work, &facts, &out);
	add_machine(exchange, &facts, &out);
	counters_print(exchange->site->counters, &out);
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/plain; version=0.0.4; charset=utf-8");
	return OK;
}
