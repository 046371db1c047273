/*
 * link_client: asks web servers whether addresses still open, many at once, by libcurl: HEAD first, GET where
 * that isn't answered well.  Reads no more than the head of an answer.  Guards against being sent inside
 * (SSRF): http and https alone, no proxy, and each address that is spoken to, also after a redirect, must be
 * a public one unless that was allowed.  Depends on: libcurl, notify/outward_call.
 */
#ifndef NOTIFY_LINK_CLIENT_H
#define NOTIFY_LINK_CLIENT_H

#include "base/arena.h"

#define LINKS_AT_ONCE 50

struct link_rules {
	bool allow_private;
	int64_t timeout_ms;	/* of each HEAD and each GET */
};

struct link_answer {
	bool opens;
	struct str why;		/* else, as a sentence in Chinese */
};

/*
 * Asks for count ≤ LINKS_AT_ONCE addresses; returns when each is answered or its time is over.  What a server
 * refuses a program but would show a person (401, 403, 429) opens.
 */
void link_client_ask(struct arena *arena, const struct link_rules *rules, const struct str *urls,
	size_t count, struct link_answer *answers);

#endif
