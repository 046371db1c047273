/*
 * webhook_client: HTTPS POSTs to webhooks, and e-mails to a mail server, many at once in one thread, by
 * libcurl. Guards against being sent inside (SSRF): https or SMTP over TLS alone, no redirect is followed,
 * no proxy is asked, and the address that the name really leads to must be a public one unless that was
 * allowed.  Owns the connections.  Depends on: libcurl, notify/outward_call, notify/smtp.
 */
#ifndef NOTIFY_WEBHOOK_CLIENT_H
#define NOTIFY_WEBHOOK_CLIENT_H

#include "notify/smtp.h"

#define POST_HEADERS 4

struct webhook_client;

struct webhook_post {
	const char *url;
	const char *ca;			/* file of certificates to trust; empty: the system's */
	bool allow_private;
	int64_t timeout_ms;
	const char *headers[POST_HEADERS];	/* "Name: value"; NULL: no more */
	const char *type;		/* of the body; NULL: there is none */
	struct str body;		/* must live until the POST is over */
	const struct smtp_mail *mail;	/* instead of url, headers and body; NULL: a POST */
};

struct webhook_client *webhook_new(void);
void webhook_free(struct webhook_client *posts);

/* Begins one; owner is given back with its result.  False: out of memory. */
bool webhook_begin(struct webhook_client *posts, const struct webhook_post *post, void *owner);

struct webhook_result {
	void *owner;
	bool ok;		/* a 2xx came */
	long status;		/* of HTTP; 0: no answer */
	struct str answer;	/* the first bytes of what came, in the arena */
	struct str error;	/* why not, as a sentence for the administrator, without address or secret */
};

/* One that is over, or false.  Strings are put into arena. */
bool webhook_next(struct webhook_client *posts, struct arena *arena, struct webhook_result *result);
/* Waits until something happens, ms at most. */
void webhook_wait(struct webhook_client *posts, int ms);

#endif
