#include "web/reply.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json_print.h"
#include "base/log.h"
#include "web/template.h"

/*
 * A second fresh and a second more while it is fetched anew; ten minutes when nothing answers, for which
 * nginx keeps the page.  An unpublish empties nginx's cache, so what was taken down doesn't come back.
 */
#define CACHE_PUBLIC "public, max-age=1, stale-while-revalidate=1, stale-if-error=600"
#define CACHE_FIXED "public, max-age=31536000, immutable"
#define CACHE_ASK "no-cache"
#define CACHE_NONE "no-store"

struct templates {
	struct template_set *set;
};

void reply_init(struct reply *reply, struct arena *arena)
{
	*reply = (struct reply){ .arena = arena };
	reply->view = value_map(arena);
	reply->frame = value_map(arena);
}

static bool has_line_end(struct str s)
{
	return str_find(s, '\n', 0) < s.len || str_find(s, '\r', 0) < s.len || str_find(s, '\0', 0) < s.len;
}

void reply_header(struct reply *reply, struct str name, struct str value)
{
	struct field **end = &reply->headers;

	if (has_line_end(name) || has_line_end(value)) {
		log_error("a header with a line end in it");
		abort();
	}
	while (*end != NULL)
		end = &(*end)->next;
	*end = ARENA_NEW(reply->arena, struct field);
	(*end)->name = name;
	(*end)->value = value;
}

void reply_cookie(struct reply *reply, const struct request *request, struct str name, struct str value,
	const char *same_site, int64_t max_age)
{
	struct buf text = buf_in(reply->arena);

	buf_printf(&text, "%.*s=%.*s; Path=/; HttpOnly; SameSite=%s", STR_ARG(name), STR_ARG(value),
		   same_site);
	if (max_age >= 0)
		buf_printf(&text, "; Max-Age=%lld", (long long)max_age);
	if (request->https)
		buf_add(&text, S("; Secure"));
	reply_header(reply, S("Set-Cookie"), buf_str(&text));
}

/* "//host" and "/\host" are addresses of other sites to a browser. */
static bool is_own_path(struct str path)
{
	if (path.len == 0 || path.data[0] != '/')
		return false;
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.data[i] <= ' ' || path.data[i] == '\\' || path.data[i] == 0x7f)
			return false;
	return path.len == 1 || path.data[1] != '/';
}

void reply_see(struct reply *reply, struct str path)
{
	reply->status = 303;
	reply->location = is_own_path(path) ? path : S("/");
}

enum status templates_load(const char *dir, struct templates **out, const char **problem)
{
	struct template_set *set = template_set_load(dir, problem);

	if (set == NULL)
		return ERR_INTERNAL;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		abort();
	(*out)->set = set;
	return OK;
}

void templates_free(struct templates *templates)
{
	if (templates == NULL)
		return;
	template_set_free(templates->set);
	free(templates);
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

/* A page that fails to render must still say something a person understands. */
static void say_failed(struct reply *reply)
{
	reply->status = status_http(ERR_INTERNAL);
	reply->body = str_of(status_text(ERR_INTERNAL));
	reply->type = S("text/plain; charset=utf-8");
	reply->cacheable = false;
}

static void render(struct reply *reply, const struct request *request, const struct templates *templates)
{
	if (request->wants_json) {
		reply->body = json_print(reply->arena, reply->view);
		reply->type = S("application/json; charset=utf-8");
		return;
	}
	reply->type = S("text/html; charset=utf-8");
	if (!template_render(templates->set, reply->arena, reply->template, reply->view, reply->frame,
			     &reply->body))
		say_failed(reply);
	else if (template_set_preload(templates->set).len > 0)
		reply_header(reply, S("Link"), template_set_preload(templates->set));
}

static bool sets_cookie(const struct reply *reply)
{
	for (const struct field *header = reply->headers; header != NULL; header = header->next)
		if (str_eq(header->name, S("Set-Cookie")))
			return true;
	return false;
}

/*
 * The cache in front knows a page by its address alone: JSON got by an Accept header at a page's address
 * must not be kept there, and neither must anything but a plain success, or a page that sets a cookie.
 */
static bool may_cache(const struct reply *reply, const struct request *request)
{
	return reply->cacheable && reply->status == 200 && !sets_cookie(reply) &&
	       (request->method == METHOD_GET || request->method == METHOD_HEAD) &&
	       (request->json_path || !request->wants_json || reply->template == NULL);
}

static void print_header(struct buf *out, struct str name, struct str value)
{
	buf_add(out, name);
	buf_add(out, S(": "));
	buf_add(out, value);
	buf_add(out, S("\r\n"));
}

static const char *cache_control(const struct reply *reply, const struct request *request)
{
	if (may_cache(reply, request))
		return reply->fixed ? CACHE_FIXED : CACHE_PUBLIC;
	return reply->revalidate && reply->status == 200 ? CACHE_ASK : CACHE_NONE;
}

static void print_head(struct buf *out, const struct reply *reply, const char *cache)
{
	buf_printf(out, "Status: %d %s\r\n", reply->status, reason_of(reply->status));
	if (reply->location.len > 0)
		print_header(out, S("Location"), reply->location);
	if (reply->type.len > 0)
		print_header(out, S("Content-Type"), reply->type);
	buf_printf(out, "Content-Length: %zu\r\nCache-Control: %s\r\n", reply->body.len,
		   cache);
	if (reply->retry_after > 0)
		buf_printf(out, "Retry-After: %d\r\n", reply->retry_after);
	for (const struct field *header = reply->headers; header != NULL; header = header->next)
		print_header(out, header->name, header->value);
	buf_add(out, S("\r\n"));
}

struct str reply_bytes(struct reply *reply, const struct request *request, const struct templates *templates)
{
	struct buf out = buf_in(reply->arena);

	if (reply->status == 0)
		reply->status = 200;
	if (reply->template != NULL && reply->location.len == 0)
		render(reply, request, templates);
	print_head(&out, reply, cache_control(reply, request));
	if (request->method == METHOD_HEAD)
		return buf_str(&out);
	return arena_join(reply->arena, buf_str(&out), reply->body);
}
