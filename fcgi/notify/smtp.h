/*
 * smtp: one e-mail on an easy handle of libcurl, by SMTP (RFC 5321) over TLS: smtps://, or smtp:// with
 * STARTTLS, without which nothing is sent.  What went wrong is told in Chinese without address or
 * password.  Depends on: libcurl.
 */
#ifndef NOTIFY_SMTP_H
#define NOTIFY_SMTP_H

#include <curl/curl.h>

#include "base/arena.h"

struct smtp_mail {
	const char *url;	/* "smtp://host:587" or "smtps://host:465" */
	const char *user;	/* empty: without a login */
	const char *password;
	const char *from;	/* addresses without brackets */
	const char *to;
	struct str message;	/* as it goes over the wire; must live until it is over */
};

/* What libcurl reads from while it sends; the caller zeroes it, and ends it with smtp_end. */
struct smtp_call {
	struct curl_slist *to;
	struct str rest;
};

/* After outward_call_set_up.  False when libcurl refuses an option. */
bool smtp_set_up(CURL *easy, const struct smtp_mail *mail, struct smtp_call *call);
void smtp_end(struct smtp_call *call);

/* Why it failed, for what only mail servers do; empty: as any other call. */
struct str smtp_why(struct arena *arena, CURLcode code, long reply);

#endif
