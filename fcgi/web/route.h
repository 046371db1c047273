/*
 * route: the declarative table of what answers which URL.  One row: method, pattern, handler, who may
 * call it and which token a POST must carry; the checks run here, before the handler, so none can be
 * forgotten.  web/ knows no cases: the site's own context is opaque.  Depends on: web/request, web/reply.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/reply.h"

struct site;		/* of pages/: links, keys, config */
struct session;		/* of staff/ */

#define ROUTE_PARAMS 3

/* One request being answered. */
struct exchange {
	struct arena *arena;
	struct request *request;
	struct reply *reply;
	struct site *site;
	const struct session *session;	/* the signed-in member of staff, or NULL */
	const struct route *route;
	struct str params[ROUTE_PARAMS];	/* what the pattern's placeholders matched */
	struct str form_nonce;		/* of a verified form token: the idempotency key */
	struct str device;		/* the device the form token was issued to, or empty */
};

enum route_token {
	ROUTE_NO_TOKEN,		/* GET only */
	ROUTE_FORM_TOKEN,	/* the field "form": a form token of this row's form name */
	ROUTE_ANSWER_TOKEN,	/* the path's <token> is an answer link, and the field "form" too */
};

struct route {
	enum method method;		/* METHOD_GET also answers HEAD */
	/*
	 * "/topics/:n": :n is a decimal number of at most 18 digits without leading zeros, :id
	 * [a-z0-9_-]{1,32}, :desk the same with ':' ("dept:zjj") up to 40, :token up to 2048 of
	 * [A-Za-z0-9_.-].  A pattern that itself ends in ".json" answers exactly that path.
	 */
	const char *pattern;
	enum status (*handler)(struct exchange *exchange);
	uint32_t roles;			/* bits of enum role, any of which may call it; 0: everybody */
	enum route_token token;
	const char *form;		/* name in the form token */
	/*
	 * Called instead of handler when the form token is missing, wrong or expired: shows the form
	 * again, with what was typed and a fresh token; must change nothing.  NULL: the error page.
	 */
	enum status (*retry)(struct exchange *exchange);
	bool twin;			/* the path has a .json twin */
	bool keeps;			/* what was typed goes through the login when the session has ended */
};

/*
 * The first row for the request and its params (the others empty).  ERR_NOT_FOUND, also for a .json path
 * of a row without twin; ERR_METHOD when only the method is wrong (then *allow names the methods that are
 * right, for the Allow header).
 */
enum status route_find(const struct route *routes, size_t count, const struct request *request,
	const struct route **row, struct str params[ROUTE_PARAMS], struct str *allow);

#endif
