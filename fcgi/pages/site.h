/*
 * site: what every handler needs: configuration, link, keys, calendar, word list; made once a worker.
 * site_answer is the one door: finds the route, checks role and token, calls the handler, turns any failure into a page.
 * Depends on: everything below pages/.
 */
#ifndef PAGES_SITE_H
#define PAGES_SITE_H

#include "model/casework.h"
#include "model/access.h"
#include "staff/session.h"
#include "web/counters.h"
#include "web/form.h"
#include "web/route.h"
#include "web/scoreboard.h"

struct site {
	const struct config *config;
	struct store *store;
	struct keys *keys;	/* loaded anew when the folder changes, looked at once a second at most */
	struct workdays *calendar;
	struct words *words;
	struct templates *templates;
	struct counters *counters;	/* the master's: set by whoever opened the site, never NULL while it serves */
	struct worker_score *score;	/* this worker's, set likewise */
	int64_t keys_looked;
	int64_t started;	/* ms */
	int64_t room_warning_at;	/* not before that the log is told again that the disk is full, by clock_steady */
	struct arena *depts_arena;	/* what depts_read_lately keeps between requests */
	struct dept *depts;
	size_t depts_count;
	int64_t depts_read;
};

/* Opens everything that config names.  *problem says what is wrong, in English (static storage). */
enum status site_open(const struct config *config, struct site *site, const char **problem);
void site_close(struct site *site);

/* Loads the keys anew if their folder changed; looks at most once a second. */
void site_refresh_keys(struct site *site, int64_t now);

/* The bytes of the reply to one request. */
struct str site_answer(struct site *site, struct arena *arena, const struct gateway *gateway);

/* The tools for the rules of casework, for this request. */
struct casework site_work(const struct exchange *exchange);

/*
 * A form token for the row whose .form is form: good for 12 hours, bound to the session or else the visitor's device
 * (a new visitor gets one by it: the signed cookie wz_device).
 * A form that is shown again keeps its nonce: what was taken in although its sender was told otherwise stays one.
 */
enum status site_form_token(struct exchange *exchange, const char *form, struct str *token);
/* Whether what this visitor sends should bring a proof of work (privacy/proof): staff are known, and some sites want none. */
bool site_challenged(const struct exchange *exchange);
/* Whether the field "form" is such a token for this row and visitor; then form_nonce and device are filled. */
enum status site_check_token(struct exchange *exchange);

/* The account to which this site gave the post's form token for this row, however long ago; empty: no member of staff sent it. */
struct str site_post_account(const struct exchange *exchange);

/* The device that the cookie names, if it was this site that named it so; else empty. */
struct str site_device(const struct exchange *exchange);

/*
 * The visitor as limits, supports and comments know one: the device of the cookie, or address and browser for one who
 * takes no cookies.  The rules of casework keep its keyed hash only.
 */
struct str site_visitor(const struct exchange *exchange);

/*
 * What the reply shows: the template (its <main> and all within), the page's title, and the entry of the menu that is
 * current: "home", "topics", "ask", "letters", "requests", "track", "stats", or a staff page's "desk", "search", "supervision",
 * "events", "departments", "accounts", "outbox", "digests"; or NULL.
 */
void site_page(struct exchange *exchange, const char *template, struct str title, const char *menu);

/* A page whose heart is one form. */
struct site_form {
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
 * Shows a form: to the view come "form" (a fresh token), "fields" and "errors" (form_view), and on a fault "fault" (the
 * sentence) with the fault's HTTP status.  Programs get {"error":…} with the wrong fields then.
 */
enum status site_show_form(struct exchange *exchange, const struct site_form *page);

/* The reply to this failure, with a sentence of the caller's own (empty: the standard one); always OK, for "return site_refuse(…)". */
enum status site_refuse(struct exchange *exchange, enum status fault, struct str why);

/* After a POST that worked: 303 to path for people; for programs the view with status (200 or 201). */
enum status site_done(struct exchange *exchange, struct str path, int status);

/* For the value of a query string: all but letters, digits and "/-_." percent-encoded. */
struct str site_escape_query(struct arena *arena, struct str s);

/*
 * The host, with its port where it has one, for links that leave the site: the configured domain, else the name or address
 * that nginx serves it under.  What the browser names as host counts only where nginx doesn't tell, since anybody can put
 * anything there.
 */
struct str site_authority(const struct exchange *exchange);
/* "http(s)://" before it. */
struct str site_origin(const struct exchange *exchange);

/* The route table (pages/http/routes.c). */
extern const struct route routes[];
extern const size_t routes_count;

#endif
