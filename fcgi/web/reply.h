/*
 * reply: the answer to one request.  A handler fills the view and names a template; finish renders that
 * view once, as HTML through the template or as JSON, never both from different data.  Depends on:
 * web/template.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/value.h"
#include "web/request.h"

struct reply {
	struct arena *arena;
	int status;		/* HTTP; 0 means 200 */
	const char *template;	/* "topic" for htdocs/templates/topic.html; NULL with a body or location */
	struct value *view;	/* the page's data: what JSON shows */
	struct value *frame;	/* HTML only: site name, menu, elder mode, form tokens: no data of its own */
	struct str body;	/* when not rendered: the bytes as they are */
	struct str type;	/* Content-Type of body */
	struct str location;	/* a 303 */
	/*
	 * A public page: the cache in front may keep it a second, and ten minutes more while nothing
	 * answers.  Only a 200 to GET or HEAD without a cookie is ever marked so, and JSON only at a .json
	 * address: all else is no-store.
	 */
	bool cacheable;
	bool fixed;		/* cacheable, and its address changes with its content: kept for a year */
	bool revalidate;	/* a browser may keep it, but asks each time whether it is still so */
	int retry_after;	/* seconds, for 429 and 503; 0 none */
	struct field *headers;	/* further headers, Set-Cookie among them */
};

void reply_init(struct reply *reply, struct arena *arena);

/* Adds a header; value must have no line ends (a programming error ends the process). */
void reply_header(struct reply *reply, struct str name, struct str value);
/*
 * Path=/; HttpOnly; SameSite as given ("Strict" or "Lax"); Secure when the request came by https;
 * max_age < 0 for the session.
 */
void reply_cookie(struct reply *reply, const struct request *request, struct str name, struct str value,
	const char *same_site, int64_t max_age);
/*
 * 303 See Other (RFC 9110 section 15.4.4) to a path of this site; anything else ("//host", "https:…")
 * becomes "/".
 */
void reply_see(struct reply *reply, struct str path);

struct templates;

/*
 * Parses every *.html of dir once.  Templates get the page's view at top level and the frame's members
 * beside it; "layout.html" wraps a page: it includes {{>PAGE}}.  See template.h for how a tree becomes
 * sections.  On failure *problem says which file.
 */
enum status templates_load(const char *dir, struct templates **out, const char **problem);
void templates_free(struct templates *templates);

/*
 * Renders and serialises status line (CGI "Status:"), headers and body: the bytes to write.  HEAD gets no
 * body. A page that fails to render becomes a 500 in plain text.
 */
struct str reply_bytes(struct reply *reply, const struct request *request, const struct templates *templates);

#endif
