/*
 * route: the declarative table of what answers which URL.  One row: method, pattern, handler with its data,
 * who may call it and how the caller proves that, which body it takes.  web/ knows no cases: the site's own
 * context is opaque.  Depends on: web/body, web/reply.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/body.h"
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

/* How the caller proves to be allowed to change something. */
enum route_proof {
	PROOF_NONE,		/* GET only */
	PROOF_FORM_TOKEN,	/* the field "form": a form token of this row's form name */
	PROOF_LINK,		/* the path's <token> alone, which only a mail carries: the handler opens it */
	PROOF_ANSWER_TOKEN,	/* the path's <token> is an answer or review link, and the field "form" too */
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
	const void *data;		/* for the handler, which knows what it is; NULL if it needs none */
	uint32_t roles;			/* bits of enum role, any of which may call it; 0: everybody */
	enum body_kind body;		/* of a POST; the body of other methods is dropped unread */
	size_t body_max;		/* bytes; of a form with files: of all that isn't a file */
	enum route_proof proof;
	const char *form;		/* name in the form token; of the page with that form too, if it is shown again there */
	/*
	 * Called instead of handler when the form token is missing, wrong or expired: shows the form
	 * again, with what was typed and a fresh token; must change nothing.  NULL: the error page.
	 */
	enum status (*retry)(struct exchange *exchange);
	bool has_json;			/* the same at the path with ".json" after it, as JSON */
	bool keeps;			/* what was typed goes through the login when the session has ended */
	/*
	 * No page of the site may lead to it: it is one person's, whose link is the key to it, or a
	 * program's.
	 */
	bool unlinked;
	bool long_text;			/* [worker] upload_limit limits the form, not body_limit */
};

/*
 * The first row for the request and its params (the others empty).  ERR_NOT_FOUND, also for a .json path
 * of a row without has_json; ERR_METHOD when only the method is wrong (then *allow names the methods that are
 * right, for the Allow header).
 */
enum status route_find(const struct route *routes, size_t count, const struct request *request,
	const struct route **row, struct str params[ROUTE_PARAMS], struct str *allow);

#endif
