/*
 * site: what every handler needs: configuration, link, keys, calendar, word list; made once a worker.
 * site_answer is the one door: finds the route, checks role and token, calls the handler, turns any failure into a page.
 * Depends on: everything below pages/.
 */
#ifndef PAGES_SITE_H
#define PAGES_SITE_H

#include "cases/casework.h"
#include "cases/visible.h"
#include "staff/session.h"
#include "web/form.h"
#include "web/route.h"

struct site {
	const struct config *config;
	struct store *store;
	struct keys *keys;	/* loaded anew when the folder changes, looked at once a second at most */
	struct workdays *calendar;
	struct words *words;
	struct templates *templates;
	int64_t keys_looked;
};

/* Opens everything that config names.  *problem says what is wrong, in English. */
enum status site_open(const struct config *config, struct site *site, const char **problem);
void site_close(struct site *site);

/* The bytes of the reply to one request. */
struct str site_answer(struct site *site, struct arena *arena, const struct gateway *gateway);

/* The tools for the rules of casework, for this request. */
struct casework site_work(const struct exchange *exchange);

/* The frame's and a form's token: a form token for form name, bound to the device (may be empty). */
enum status site_form_token(const struct exchange *exchange, const char *form, struct str *token);

/* The device's random id from its cookie wz_device; a new one is made and set when make is true. */
struct str site_device(struct exchange *exchange, bool make);
/* Who supports or comments: keyed hash of the device, or of address and browser. */
struct str site_person(struct exchange *exchange);

/* The route table (pages/routes.c). */
extern const struct route routes[];
extern const size_t routes_count;

#endif
