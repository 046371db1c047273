/*
 * resubmit: a post that could not be taken now, carried in the page that says so, so that what was typed can
 * be sent again.  It lies in the sender's browser only.  What goes through the login is sealed there
 * (AES-256-GCM) and bound to the account and the device, so nobody can plant one.  Depends on: crypt/contact,
 * cases, web.
 */
#ifndef PAGES_VIEW_RESUBMIT_H
#define PAGES_VIEW_RESUBMIT_H

#include "pages/view/present.h"
#include "web/route.h"

struct resubmit {
	struct str url;		/* where it was meant for */
	struct str account;	/* whose it is; empty for residents' */
	const struct field *fields;
	bool photos;		/* photos came along, which are not kept */
	bool file;		/* so did a file for an answer */
};

/* What was posted, meant for url by that account (empty: a resident's). */
struct resubmit resubmit_of(const struct request *request, struct str url, struct str account);

/* Whether there is anything to keep: a form without a password in it. */
bool resubmit_may(const struct request *request);

/*
 * Adds "again" to frame: {again_url, again_fields [{again_name, again_value, again_label, again_shown: true
 * for what people typed at length, again_listed: true for all the rest but what is the program's own,
 * again_words: the value as people read it: 投诉, not "complaint"}], again_missed: what came along and isn't
 * kept, in words}.  Departments have their names from depts, which may be NULL.
 */
void resubmit_view(const struct resubmit *kept, const struct depts *depts, struct value *frame);

/*
 * Seals kept without its form token, which is of no use to another session, for the visitor's device and 12
 * hours.
 */
enum status resubmit_seal(struct exchange *exchange, const struct resubmit *kept, struct str *sealed);
/* ERR_TOKEN if this site didn't seal it, for another device, or too long ago. */
enum status resubmit_open(struct exchange *exchange, struct str sealed, struct resubmit *kept);

#endif
