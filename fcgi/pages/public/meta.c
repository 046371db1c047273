/* For operators and browsers rather than readers: health, metrics, large type. */
#include "pages/public/meta.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_print.h"
#include "lists/event_log.h"
#include "lists/queue.h"
#include "lists/summary.h"
#include "notify/dead_letter.h"
#include "notify/outbox.h"
#include "pages/site.h"
#include "search/feed.h"
#include "upkeep/archive.h"
#include "upkeep/clock_guard.h"

enum status meta_healthz(struct exchange *exchange)
{
	TRY(store_ping(exchange->site->store, exchange->arena));
	exchange->reply->body = S("{\"ok\":true}\n");
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}

/* Counters that any worker reads alike, in the Prometheus text format 0.0.4. */
static const struct metric {
	const char *name;
	const char *type;
	const char *help;
	const char *figure;
} metrics[] = {
	{ "wenzheng_topics_total", "counter", "Topics received.", "topics" },
	{ "wenzheng_topics_public", "gauge", "Topics that the public sees.", "public" },
	{ "wenzheng_leads_total", "counter", "Topics assigned to a department.", "leads" },
	{ "wenzheng_answered_total", "counter", "Topics answered.", "answered" },
};

static void add_queues(struct buf *out, const struct value *desks, const char *name, const char *help,
	const char *key)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
	for (const struct member *m = desks->first; m != NULL; m = m->next)
		buf_printf(out, "%s{desk=\"%.*s\"} %lld\n", name, STR_ARG(map_get_str(&m->value, "desk")),
			(long long)map_get_int(&m->value, key, 0));
}

static enum status add_outbox(struct casework *work, struct buf *out)
{
	const char *name = "wenzheng_outbox_waiting";
	struct value *targets;
	struct value *letters;
	int64_t dead;

	TRY(outbox_targets(work, &targets));
	TRY(dead_letters_read(work, 1, &letters, &dead));
	buf_printf(out, "# HELP %s Messages that a target has not got yet.\n# TYPE %s gauge\n", name, name);
	for (const struct member *m = targets->first; m != NULL; m = m->next)
		buf_printf(out, "%s{target=\"%.*s\"} %lld\n", name, STR_ARG(map_get_str(&m->value, "target")),
			(long long)(map_get_int(&m->value, "waiting", 0) +
				map_get_int(&m->value, "failed", 0)));
	name = "wenzheng_outbox_dead";
	buf_printf(out, "# HELP %s Messages that could not be delivered.\n# TYPE %s gauge\n%s %lld\n", name,
		name, name, (long long)dead);
	return OK;
}

static enum status add_clock(struct casework *work, struct buf *out)
{
	const char *name = "wenzheng_clock_suspect";
	bool suspect;

	TRY(clock_guard_suspects(work, &suspect));
	buf_printf(out,
		"# HELP %s Whether the jobs stand still until somebody confirms the clock.\n# TYPE %s gauge\n%s %d\n",
		name, name, name, suspect);
	return OK;
}

static enum status add_archive(struct casework *work, struct buf *out)
{
	const char *name = "wenzheng_archive_waiting";
	uint64_t waiting;

	TRY(archive_waiting(work, &waiting));
	buf_printf(out,
		"# HELP %s Requests past their retention whose archive package the jobs could not write.\n"
		"# TYPE %s gauge\n%s %llu\n", name, name, name, (unsigned long long)waiting);
	return OK;
}

static void add_gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name,
		(long long)value);
}

static enum status add_events(struct casework *work, struct buf *out)
{
	int64_t at;

	TRY(event_log_oldest(work, &at));
	add_gauge(out, "wenzheng_events_oldest_days", "Age of the oldest event that is still in Redis.",
		at > 0 && at < work->now ? (work->now - at) / MS_PER_DAY : 0);
	return OK;
}

/* The public's index, and the staff's. */
static enum status add_search(struct exchange *exchange, struct casework *work, struct buf *out)
{
	const struct {
		struct index *index;
		const char *up;
		const char *lag;
	} indexes[] = { { exchange->site->index, "wenzheng_search_up", "wenzheng_search_lag_seconds" },
		{ exchange->site->inside, "wenzheng_staff_search_up",
			"wenzheng_staff_search_lag_seconds" } };

	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		bool up = index_follow(indexes[i].index) == OK;
		int64_t lag;

		add_gauge(out, indexes[i].up, "Whether the search has an index.", up);
		if (!up)
			continue;
		TRY(feed_lag(work, str_of(indexes[i].index->manifest.position), &lag));
		add_gauge(out, indexes[i].lag, "How long the oldest event waits that the index doesn't know.",
			lag / 1000);
	}
	return OK;
}

enum status meta_metrics(struct exchange *exchange)
{
	const struct viewer everybody = { .roles = ROLE_STAFF };
	struct casework work = site_work(exchange);
	struct buf out = buf_in(exchange->arena);
	struct value *figures;
	struct value *desks;

	TRY(summary_read(&work, &figures));
	TRY(queue_overview(&work, &everybody, &desks));
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		buf_printf(&out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", metrics[i].name, metrics[i].help,
			metrics[i].name, metrics[i].type, metrics[i].name,
			(long long)map_get_int(figures, metrics[i].figure, 0));
	add_queues(&out, desks, "wenzheng_queue_waiting", "Cases and posts that wait at a desk.", "waiting");
	add_queues(&out, desks, "wenzheng_queue_overdue", "Those past their time.", "overdue");
	TRY(add_outbox(&work, &out));
	TRY(add_clock(&work, &out));
	TRY(add_archive(&work, &out));
	TRY(add_events(&work, &out));
	TRY(add_search(exchange, &work, &out));
	counters_print(exchange->site->counters, &out);
	buf_printf(&out, "# HELP process_start_time_seconds When this worker started.\n"
		"# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %lld\n",
		(long long)(exchange->site->started / 1000));
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/plain; version=0.0.4; charset=utf-8");
	return OK;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	return true;
}

/* The cookie is for the page's script as well, so not HttpOnly. */
enum status meta_elder(struct exchange *exchange)
{
	struct str on = field_get(exchange->request->query, "on");
	struct str back = field_get(exchange->request->query, "back");

	if (!str_eq(on, S("0")) && !str_eq(on, S("1")))
		return ERR_MALFORMED;
	reply_header(exchange->reply, S("Set-Cookie"), arena_printf(exchange->arena,
		"wz_elder=%.*s; Path=/; Max-Age=31536000; SameSite=Lax", STR_ARG(on)));
	reply_see(exchange->reply, is_ascii(back) ? back : S("/"));
	return OK;
}

/* A worker that is installed looks here at least once a day, so what is switched off ends everywhere. */
enum status meta_worker(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	struct buf out = buf_in(exchange->arena);

	if (config->site.app)
		buf_printf(&out, "importScripts('/static/offline.js');\n");
	if (config->notices.push)
		buf_printf(&out, "importScripts('/static/told.js');\n");
	if (!config->site.app && !config->notices.push)
		buf_printf(&out, "self.registration.unregister();\n");
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/javascript; charset=utf-8");
	return OK;
}

static void add_icon(struct value *list, struct str src, struct str sizes, struct str type)
{
	struct value *icon = list_map(list);

	map_str(icon, "src", src);
	map_str(icon, "sizes", sizes);
	map_str(icon, "type", type);
}

/* W3C Web Application Manifest. */
enum status meta_manifest(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	const struct brand *brand = &exchange->site->brand;
	const char *short_name = config->site.short_name;
	struct value *manifest = value_map(exchange->arena);
	struct value *icons;

	if (!config->site.app)
		return ERR_NOT_FOUND;
	map_str(manifest, "name", str_of(config->site.name));
	map_str(manifest, "short_name",
		str_of(short_name[0] != '\0' ? short_name : config->site.name));
	map_str(manifest, "description", str_of(config->site.host));
	map_str(manifest, "lang", S("zh-CN"));
	map_str(manifest, "id", S("/"));
	map_str(manifest, "start_url", S("/"));
	map_str(manifest, "scope", S("/"));
	map_str(manifest, "display", S("standalone"));
	map_str(manifest, "background_color", S("#ffffff"));
	map_str(manifest, "theme_color", brand->theme);
	icons = map_list(manifest, "icons");
	add_icon(icons, brand->touch, brand->touch_size, S("image/png"));
	if (!str_eq(brand->icon.url, brand->touch))
		add_icon(icons,
			brand->icon.url.len > 0 ? brand->icon.url : S("/static/favicon.svg"),
			S("any"), S("image/svg+xml"));
	exchange->reply->body = json_print(exchange->arena, manifest);
	exchange->reply->type = S("application/manifest+json; charset=utf-8");
	return OK;
}

/* A page that was kept from before the brand changed may ask for what was: it gets what is, for now. */
enum status meta_brand(struct exchange *exchange)
{
	bool same;
	const struct brand_file *file = brand_find(&exchange->site->brand, exchange->params[0], &same);

	if (file == NULL)
		return ERR_NOT_FOUND;
	exchange->reply->body = file->bytes;
	exchange->reply->type = file->type;
	exchange->reply->cacheable = exchange->reply->fixed = same;
	exchange->reply->revalidate = true;
	return OK;
}
