#include "pages/http/reader.h"

#include "pages/http/routes.h"
#include "pages/publish/articles.h"

#define QUERY_FIELDS 64
#define URI_MAX 4096
#define HTTP_REDIRECT 300
#define HTTP_ERROR 400

/* The request line that the reader's browser would send. */
static const char *line(void *uri, const char *name)
{
	if (strcmp(name, "REQUEST_METHOD") == 0)
		return "HEAD";
	return strcmp(name, "REQUEST_URI") == 0 ? uri : NULL;
}

static enum status serve(struct exchange *exchange)
{
	struct str allow;
	enum status status = route_find(routes, routes_count, exchange->request, &exchange->route,
		exchange->params, &allow);

	if (status == ERR_NOT_FOUND)
		return articles_forward(exchange);
	TRY(status);
	if (exchange->route->roles != 0)
		return ERR_LOGIN;
	if (exchange->route->unlinked)
		return ERR_FORBIDDEN;
	return exchange->route->handler(exchange);
}

static const char *reason(enum status status)
{
	switch (status) {
	case ERR_LOGIN:
		return "要登录才能打开";
	case ERR_FORBIDDEN:
		return "不是给公众看的页面";
	case ERR_GONE:
		return "已经删除";
	default:
		return "没有这一页，或者没有公开";
	}
}

/* Asks once; *next: where the page moved within this site, empty when it didn't. */
static enum status ask(const struct exchange *asking, struct arena *arena, struct str uri, const char **why,
	struct str *next)
{
	const struct gateway gateway = { .param = line, .self = arena_cstr(arena, uri) };
	const struct request_limits limits = { .fields = QUERY_FIELDS, .uri = URI_MAX };
	struct request request;
	struct reply reply;
	struct exchange exchange = { .arena = arena, .site = asking->site, .request = &request,
		.reply = &reply };
	struct str place;
	enum status status;

	reply_init(&reply, arena);
	status = request_read(arena, &gateway, &limits, &request);
	if (status == OK)
		status = serve(&exchange);
	if (status == ERR_AWAY || status == ERR_INTERNAL)
		return status;
	*why = status != OK || reply.status >= HTTP_ERROR ? reason(status) : NULL;
	place = reply.location.len > 0 ? reply.location : field_get(reply.headers, "Location");
	*next = status == OK && (reply.status >= HTTP_REDIRECT || reply.location.len > 0) &&
		str_starts(place, S("/")) ? place : (struct str){ 0 };
	return OK;
}

enum status reader_opens(const struct exchange *asking, struct str uri, const char **why)
{
	/* A page may need what the request that asks has taken already, a hundred times. */
	struct arena *arena = arena_new((size_t)asking->site->config->worker.memory_limit);
	enum status status = OK;

	for (int hop = 0; status == OK && uri.len > 0; hop++) {
		if (hop == READER_HOPS) {
			*why = "一再转到别的地址";
			break;
		}
		status = ask(asking, arena, uri, why, &uri);
	}
	arena_free(arena);
	return status;
}
