/*
 * site: what every handler needs: configuration, link, keys, calendar, word list; made once.  Also
 * how the site recognises its visitors: the device cookie, form tokens.  Depends on: everything below pages/.
 */
#ifndef PAGES_SITE_H
#define PAGES_SITE_H

#include "model/casework.h"
#include "model/access.h"
#include "pages/brand.h"
#include "publish/column.h"
#include "staff/session.h"
#include "web/counters.h"
#include "web/form.h"
#include "web/route.h"
#include "web/scoreboard.h"

struct index;
struct shelf;
struct models;
struct facts;

struct site {
	const struct config *config;
	struct store *store;
	struct keys *keys;	/* loaded anew when the folder changes, looked at once a second at most */
	struct workdays *calendar;
	struct wordlist *words;
	struct templates *templates;
	struct brand brand;
	/* the master's: set by whoever opened the site, and theirs; never NULL while it serves */
	struct counters *counters;
	struct worker_score *score;	/* this worker's, set likewise */
	/* pages/http/reader: set by dispatch, never NULL while it serves */
	enum status (*opens)(const struct exchange *asking, struct str uri, const char **why);
	struct facts *usable;	/* pages/http/monitor: what /readyz last went by; NULL: nothing yet */
	int64_t usable_read;	/* by clock_steady */
	int64_t pace_told;	/* when this worker last told of the pages' times, by clock_steady */
	int64_t keys_looked;
	int64_t started;	/* ms */
	/* not before that the log is told again that the disk is full, by clock_steady */
	int64_t room_warning_at;
	struct arena *depts_arena;	/* what depts_read_lately keeps between requests */
	struct dept *depts;
	size_t depts_count;
	int64_t depts_read;
	struct arena *columns_arena;	/* what columns_read_lately keeps between requests */
	struct index *index;	/* of the search; opened at the first one */
	struct index *inside;	/* of the staff's search, likewise */
	struct shelf *shelf;	/* of similar topics, likewise */
	struct models *models;	/* of suggestions, likewise */
	struct columns columns;
	int64_t columns_read;
};

/*
 * Opens everything that config names but the templates, which were read and stay the caller's.  *problem says
 * what is wrong, in English (static storage).  site_close is to be called also when it can't be opened.
 */
enum status site_open(const struct config *config, struct templates *templates, struct site *site,
	const char **problem);
void site_close(struct site *site);

/* Loads the keys anew if their folder changed; looks at most once a second. */
void site_refresh_keys(struct site *site, int64_t now);

/* The tools for the rules of casework, for this request. */
struct casework site_work(const struct exchange *exchange);

/*
 * A form token for the row whose .form is form: good for 12 hours, bound to the session or else the visitor's
 * device (a new visitor gets one by it: the signed cookie wz_device). A form that is shown again keeps its
 * nonce: what was taken in although its sender was told otherwise stays one.
 */
enum status site_form_token(struct exchange *exchange, const char *form, struct str *token);
/*
 * Whether what this visitor sends should bring a proof of work (privacy/proof): staff are known, and some
 * sites want none.
 */
bool site_challenged(const struct exchange *exchange);
/*
 * Whether the field "form" is such a token for this row and visitor; then form_nonce and device are filled.
 */
enum status site_check_token(struct exchange *exchange);
/*
 * The idempotency key of what came by this form: the same again is taken in once, and other words by the same
 * form are no repetition of it, since nothing that was written may be dropped.
 */
struct str site_once(const struct exchange *exchange, const struct form_values *values);

/*
 * The account to which this site gave the post's form token for this row, however long ago; empty: no member
 * of staff sent it.
 */
struct str site_post_account(const struct exchange *exchange);

/* The device that the cookie names, if it was this site that named it so; else empty. */
struct str site_device(const struct exchange *exchange);

/*
 * The visitor as limits, supports and comments know one: the device of the cookie, or address and browser for
 * one who takes no cookies.  The rules of casework keep its keyed hash only.
 */
struct str site_visitor(const struct exchange *exchange);

/*
 * The host, with its port where it has one, for links that leave the site: the configured domain, else the
 * name or address that nginx serves it under.  What the browser names as host counts only where nginx doesn't
 * tell, since anybody can put anything there.
 */
struct str site_authority(const struct exchange *exchange);
/* "http(s)://" before it. */
struct str site_origin(const struct exchange *exchange);

#endif
