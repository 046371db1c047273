#include "pages/http/dispatch.h"

#include "attachments/attachment.h"
#include "base/clock.h"
#include "base/log.h"
#include "pages/http/frame.h"
#include "pages/http/pace.h"
#include "pages/http/reader.h"
#include "pages/http/request_log.h"
#include "pages/http/routes.h"
#include "pages/publish/articles.h"
#include "pages/respond.h"
#include "pages/staff/login.h"
#include "pages/view/resubmit.h"
#include "disk/space.h"
#include "store/purge.h"
#include "web/body.h"

/* Of a query; and of a form, the largest of which has a field for each cell of a yearly report. */
#define FIELDS_MAX 64
#define FORM_FIELDS_MAX 256
/* Of a form around an attachment: its fields and the lines between its parts. */
#define SPOOL_FORM ((size_t)64 << 10)
#define URI_MAX 4096
#define HTTP_FORBIDDEN 403

static bool on_staff_pages(const struct exchange *exchange)
{
	struct str path = exchange->request->path;

	return str_eq(path, S("/staff")) || str_starts(path, S("/staff/"));
}

/* What pages that are open ask once a minute: nobody need be there. */
static bool asks_by_itself(const struct exchange *exchange)
{
	return str_eq(exchange->request->path, S("/staff/badge"));
}

/*
 * Finds out who is signed in: on the staff's pages only, so that residents' pages never look at that
 * cookie.
 */
static enum status identify(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str token = field_get(exchange->request->cookies, SESSION_COOKIE);
	struct session *session;
	enum status status;

	if (!on_staff_pages(exchange) || token.len == 0)
		return OK;
	session = ARENA_NEW(exchange->arena, struct session);
	status = session_read(&work, token, !asks_by_itself(exchange), session);
	if (status == OK)
		exchange->session = session;
	return status == ERR_LOGIN || status == ERR_TOKEN || status == ERR_NOT_FOUND ? OK : status;
}

/* What somebody may do who must set up a second factor or choose a new password first. */
static bool enrols(const struct route *route)
{
	return str_eq(str_of(route->pattern), S("/staff/me")) ||
		str_starts(str_of(route->pattern), S("/staff/me/"));
}

/* Something that the account's owner must do at /staff/me before anything else. */
static bool is_first_duty(enum status status)
{
	return status == ERR_ENROL || status == ERR_PASSWORD_OLD;
}

static enum status check_role(const struct exchange *exchange)
{
	if (exchange->route->roles == 0)
		return OK;
	if (exchange->session == NULL)
		return ERR_LOGIN;
	/* Everybody's own account, also one that has no role yet. */
	if (enrols(exchange->route))
		return OK;
	if (exchange->session->must_enrol)
		return ERR_ENROL;
	if (exchange->session->must_change)
		return ERR_PASSWORD_OLD;
	return (exchange->session->rights & exchange->route->roles) != 0 ? OK : ERR_FORBIDDEN;
}

static enum status find(struct exchange *exchange)
{
	struct str allow = { 0 };
	enum status status = route_find(routes, routes_count, exchange->request, &exchange->route,
		exchange->params, &allow);

	if (status == ERR_METHOD)
		reply_header(exchange->reply, S("Allow"), allow);
	if (status == OK)
		score_page(exchange->site->score, exchange->route->pattern);
	return status;
}

/*
 * Whether another site's page sent this, by what the browser says (Fetch Metadata Request Headers, section
 * 2.4; RFC 6454, section 7).  Programs say nothing. "null" is what our own pages without a referrer send:
 * there only the token decides.  The scheme is not compared, since TLS may end before nginx.
 */
static bool is_foreign(const struct exchange *exchange)
{
	const struct request *request = exchange->request;
	const char *domain = exchange->site->config->site.domain;
	size_t host = str_search(request->origin, S("://"), 0) + S("://").len;
	struct str sender = str_sub(request->origin, host, request->origin.len);

	if (request->fetch_site.len > 0)
		return !str_eq(request->fetch_site, S("same-origin")) &&
			!str_eq(request->fetch_site, S("none"));
	if (request->origin.len == 0 || str_eq(request->origin, S("null")))
		return false;
	return !str_eq_nocase(sender, request->host) &&
		!(domain != NULL && str_eq_nocase(sender, str_of(domain)));
}

/* While the disk is nearly full pages are served but no post is taken: Redis ends when it can't write. */
static enum status check_room(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	int64_t now = clock_steady();

	if (exchange->request->method != METHOD_POST ||
		!disk_short(config->paths.state, config->limits.disk_floor_mb))
		return OK;
	if (now >= exchange->site->room_warning_at) {
		log_warn("the disk of %s has less than %d MiB left: posts are answered with 503",
			config->paths.state, config->limits.disk_floor_mb);
		exchange->site->room_warning_at = now + MS_PER_MINUTE;
	}
	return ERR_AWAY;
}

/* Under the limits of the route, and of the configuration where they are narrower. */
static enum status read_body(struct exchange *exchange, const struct gateway *gateway)
{
	const struct route *route = exchange->route;
	size_t text = (size_t)(route->long_text ? exchange->site->config->worker.upload_limit :
		exchange->site->config->worker.body_limit);
	const struct body_limits limits = {
		.kind = route->body,
		.text = route->body_max < text ? route->body_max : text,
		.upload = route->body == BODY_SPOOL ? ATTACHMENT_BYTES_MAX + SPOOL_FORM :
			(size_t)exchange->site->config->worker.upload_limit,
		.spool = exchange->site->config->paths.attachments,
		.fields = FORM_FIELDS_MAX,
	};

	return exchange->request->method == METHOD_POST ? body_read(gateway, &limits, exchange->request) : OK;
}

/*
 * Refuses what it can before the body is read.  The pages for ERR_AWAY and for a session that has ended, or
 * that must do something at /staff/me first, give back what was typed, so for these the body is read first.
 */
static enum status admit(struct exchange *exchange, const struct gateway *gateway, enum status identified)
{
	enum status status = identified;

	if (status == OK)
		status = check_role(exchange);
	if (status == OK)
		status = check_room(exchange);
	if (status == OK || status == ERR_AWAY ||
		((status == ERR_LOGIN || is_first_duty(status)) && exchange->route->keeps))
		TRY(read_body(exchange, gateway));
	return status;
}

static enum status serve(struct exchange *exchange, const struct gateway *gateway)
{
	enum status status = identify(exchange);

	enum status found = find(exchange);

	if (found == ERR_NOT_FOUND)
		return articles_forward(exchange);
	TRY(found);
	if (exchange->request->method == METHOD_POST && is_foreign(exchange))
		return respond_refuse(exchange, ERR_FORBIDDEN,
			S("这次提交来自别的网站，没有受理。请从本站的页面进入，再提交一次。"));
	TRY(admit(exchange, gateway, status));
	if (exchange->route->proof == PROOF_NONE || exchange->route->proof == PROOF_LINK)
		return exchange->route->handler(exchange);
	status = site_check_token(exchange);
	if (status == OK)
		return exchange->route->handler(exchange);
	if (status != ERR_TOKEN || exchange->route->retry == NULL || exchange->request->wants_json)
		return status;
	TRY(exchange->route->retry(exchange));
	if (exchange->reply->status == 0 && exchange->reply->location.len == 0)
		exchange->reply->status = HTTP_FORBIDDEN;
	return OK;
}

static void fail(struct exchange *exchange, enum status status)
{
	struct str account;

	if (is_first_duty(status) && exchange->request->method != METHOD_POST &&
		!exchange->request->wants_json) {
		reply_see(exchange->reply, S("/staff/me"));
		return;
	}
	if (status != ERR_LOGIN || exchange->request->wants_json || exchange->route == NULL ||
		!on_staff_pages(exchange) || str_eq(exchange->request->path, S("/staff/login"))) {
		respond_refuse(exchange, status, (struct str){ 0 });
		if ((status == ERR_AWAY || is_first_duty(status)) && resubmit_may(exchange->request)) {
			const struct resubmit kept = resubmit_of(exchange->request, exchange->request->uri,
				(struct str){ 0 });

			resubmit_view(&kept, NULL, exchange->reply->frame);
		}
		return;
	}
	account = exchange->route->keeps && resubmit_may(exchange->request) ? site_post_account(exchange) :
		(struct str){ 0 };
	if (account.len > 0 && staff_login_resubmit(exchange, account) == OK)
		return;
	/* Of what can't be kept, as passwords, the sender must know that it was not saved. */
	if (exchange->request->method == METHOD_POST)
		reply_see(exchange->reply, S("/staff/login?back=/staff&lost=1"));
	else
		reply_see(exchange->reply, arena_join(exchange->arena, S("/staff/login?back="),
			respond_escape_query(exchange->arena, exchange->request->uri)));
}

/*
 * Caches know a page by its address alone: there only a .json path gives JSON, whatever a program says it
 * accepts.
 */
static void finish(struct exchange *exchange)
{
	struct reply *reply = exchange->reply;

	if (reply->cacheable)
		exchange->request->wants_json = exchange->request->json_path;
	if (exchange->request->wants_json || reply->template == NULL || reply->location.len > 0 ||
		reply->body.len > 0)
		return;
	frame_fill(exchange);
}

/* All that belongs to one request until the bytes of its reply are written. */
struct task {
	struct exchange exchange;
	struct request request;
	struct reply reply;
	const struct gateway *gateway;
	int64_t mark;	/* purge mark of the cache, before anything was read */
	struct str bytes;
};

static void run(void *context)
{
	struct task *task = context;
	struct exchange *exchange = &task->exchange;
	struct site *site = exchange->site;
	const struct request_limits limits = {
		.fields = FIELDS_MAX,
		.uri = URI_MAX,
	};
	enum status status;

	reply_init(exchange->reply, exchange->arena);
	status = request_read(exchange->arena, task->gateway, &limits, exchange->request);
	request_log_begin(exchange);
	if (status == OK)
		status = serve(exchange, task->gateway);
	store_unwatch(site->store);
	if (status != OK)
		fail(exchange, status);
	finish(exchange);
	request_log_name_event(exchange);
	/* A page that was read before an unpublish must not be cached after it. */
	if (exchange->reply->cacheable && purge_mark(site->config->paths.cache) != task->mark)
		exchange->reply->cacheable = false;
	task->bytes = reply_bytes(exchange->reply, exchange->request, site->templates);
}

/* The page for an exhausted arena, rendered in the emptied arena. */
static void run_exhausted(void *context)
{
	struct task *task = context;
	struct exchange *exchange = &task->exchange;

	reply_init(exchange->reply, exchange->arena);
	respond_refuse(exchange, ERR_AWAY,
		exchange->request->method == METHOD_POST ?
			S("刚才提交的内容太多，系统没能处理，我们已记录。请返回上一页，选了照片或附件的，请少选几个，再提交一次，不会重复登记。") :
			S("这一页的内容太多，暂时无法显示。我们已记录，请稍后再试。"));
	finish(exchange);
	task->bytes = reply_bytes(exchange->reply, exchange->request, exchange->site->templates);
}

/* Keeps of the request only what doesn't lie in its arena. */
static void reset_task(struct task *task)
{
	struct exchange *exchange = &task->exchange;
	const struct request was = task->request;

	arena_reset(exchange->arena);
	task->request = (struct request){ .arena = exchange->arena, .method = was.method,
		.json_path = was.json_path, .wants_json = was.wants_json, .elder = was.elder,
		.framed = was.framed, .now = was.now };
	memcpy(task->request.id, was.id, sizeof(was.id));
	exchange->session = NULL;
	exchange->form_nonce = exchange->device = (struct str){ 0 };
	memset(exchange->params, 0, sizeof(exchange->params));
}

static void answer_exhausted(struct task *task, size_t wanted)
{
	const struct route *route = task->exchange.route;

	log_error(
		"a request for %s needed %zu bytes, more than [worker] memory_limit = %d: answered with 503",
		route != NULL ? route->pattern : "no known page", wanted,
		task->exchange.site->config->worker.memory_limit);
	store_unwatch(task->exchange.site->store);
	reset_task(task);
	if (arena_guarded(run_exhausted, task, NULL))
		return;
	task->reply.status = status_http(ERR_AWAY);
	task->bytes = S(
		"Status: 503 Service Unavailable\r\nCache-Control: no-store\r\nRetry-After: 5\r\n\r\n");
}

struct str dispatch_request(struct site *site, struct arena *arena, const struct gateway *gateway)
{
	struct task task = { .exchange = { .arena = arena, .site = site }, .gateway = gateway,
		.mark = purge_mark(site->config->paths.cache) };
	int64_t started = clock_ticks();
	int64_t took;
	size_t wanted;

	site->opens = reader_opens;
	task.exchange.request = &task.request;
	task.exchange.reply = &task.reply;
	/* Before the guard, since this may not be left half-way. */
	site_refresh_keys(site, clock_now());
	pace_tell(site, arena);
	if (!arena_guarded(run, &task, &wanted))
		answer_exhausted(&task, wanted);
	pace_count(&task.exchange, clock_now());
	took = clock_ticks() - started;
	counters_add(site->counters, task.reply.status, took, arena_taken(arena));
	request_log_end(&task.exchange, took);
	return task.bytes;
}
