/*
 * respond: the replies that handlers have in common: a page, a form shown again with its errors, a refusal,
 * the redirect after a POST that worked.  Owns the headings of the error pages.  Depends on: pages/site.
 */
#ifndef PAGES_RESPOND_H
#define PAGES_RESPOND_H

#include "pages/site.h"

/*
 * What the reply shows: the template (its <main> and all within), the page's title, and the entry of the menu
 * that is current: "home", "topics", "ask", "columns", "letters", "requests", "track", "stats", or a
 * staff page's "desk", "search", "supervision", "check", "events", "departments", "accounts",
 * "outbox", "system", "reports"; or NULL.
 */
void respond_page(struct exchange *exchange, const char *template, struct str title, const char *menu);

/* A page around one form. */
struct form_page {
	const char *template;
	const char *title;
	const char *menu;
	const struct form *form;
	const struct form_values *values;	/* as sent; NULL: not yet */
	const struct value *prefill;		/* values of a form not yet sent, or NULL */
	enum status fault;			/* why it is shown again; OK the first time */
	struct str why;				/* a sentence instead of the fault's own, or empty */
};

/*
 * Shows a form: to the view come "form" (a fresh token), "fields" and "errors" (form_view), and on a fault
 * "fault" (the sentence) with the fault's HTTP status.  Programs get {"error":…} with the wrong fields then.
 */
enum status respond_form(struct exchange *exchange, const struct form_page *page);

/*
 * The reply to this failure, with a sentence of the caller's own (empty: the standard one); always OK, for
 * "return respond_refuse(…)".
 */
enum status respond_refuse(struct exchange *exchange, enum status fault, struct str why);

/*
 * Adds the texts of a form for which the page has no place, so that none is lost with it: typed
 * [{typed_label, typed_text}].
 */
void respond_typed(struct exchange *exchange, const struct form_values *values);

/* After a POST that worked: 303 to path for people; for programs the view with status (200, 201 or 202). */
enum status respond_done(struct exchange *exchange, struct str path, int status);

/* What was at this address has gone to place: 301 (RFC 9110, section 15.4.2). */
enum status respond_moved(struct exchange *exchange, struct str place);

/* For the value of a query string: all but letters, digits and "/-_." percent-encoded. */
struct str respond_escape_query(struct arena *arena, struct str s);

#endif
