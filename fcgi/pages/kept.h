/*
 * kept: a post that could not be taken now, carried in the page that says so, so that what was typed can be sent again.  It
 * lies in the sender's browser only.  Depends on: web.
 */
#ifndef PAGES_KEPT_H
#define PAGES_KEPT_H

#include "web/request.h"

struct kept {
	struct str url;		/* where it was meant for */
	const struct field *fields;
	struct str prefix;	/* only the fields whose names begin so count, without it */
	bool no_token;		/* leaves out the form token, which is of no use to another session */
};

/* Whether there is anything to keep: a form without a password in it. */
bool kept_may(const struct request *request);

/*
 * Adds "again" to frame: {again_url, again_fields [{again_name, again_value, again_shown: true for what people typed at length}]}.
 */
void kept_view(const struct kept *kept, struct value *frame);

#endif
