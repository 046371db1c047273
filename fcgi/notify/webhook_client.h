/*
 * webhook_client: HTTPS POSTs to webhooks, many at once in one thread, by libcurl; the only file that
 * includes it.  Guards against being sent inside (SSRF): https alone, no redirect is followed, no proxy is
 * asked, and the address that the name really leads to must be a public one unless that was allowed.  Owns
 * the connections.  Depends on: libcurl, base/address.
 */
#ifndef NOTIFY_WEBHOOK_CLIENT_H
#define NOTIFY_WEBHOOK_CLIENT_H

#include "base/arena.h"

#define POST_HEADERS 4

struct posts;

struct post {
	const char *url;
	const char *ca;			/* file of certificates to trust; empty: the system's */
	bool allow_private;
	int64_t timeout_ms;
	const char *headers[POST_HEADERS];	/* "Name: value"; NULL: no more */
	struct str body;		/* JSON; must live until the POST is over */
};

struct posts *posts_new(void);
void posts_free(struct posts *posts);

/* Begins one; owner is given back with its result.  False: out of memory. */
bool posts_begin(struct posts *posts, const struct post *post, void *owner);

struct post_result {
	void *owner;
	bool ok;		/* a 2xx came */
	struct str answer;	/* the first bytes of what came, in the arena */
	struct str error;	/* why not, as a sentence for the administrator, without address or secret */
};

/* One that is over, or false.  Strings are put into arena. */
bool posts_next(struct posts *posts, struct arena *arena, struct post_result *result);
/* Waits until something happens, ms at most. */
void posts_wait(struct posts *posts, int ms);

#endif
