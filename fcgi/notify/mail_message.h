/*
 * mail_message: one e-mail as it goes over the wire: RFC 5322 header and body, UTF-8 in base64 (RFC 2045,
 * 2047), lines of CRLF.  Nothing of a name or text can add a header line: what isn't plain is encoded, and
 * addresses are checked before.  Pure; the result lies in the arena.  Depends on: crypt/encode,
 * base/clock.
 */
#ifndef NOTIFY_MAIL_MESSAGE_H
#define NOTIFY_MAIL_MESSAGE_H

#include "base/arena.h"

struct mail_message {
	struct str from;	/* addresses of model/application's email_address */
	struct str from_name;
	struct str to;
	struct str subject;
	struct str text;	/* lines end with LF */
	struct str stop;	/* address that ends such messages (RFC 2369), posted to at once (RFC 8058) */
	struct str id;		/* the same when it is sent again; its right side is domain */
	struct str domain;
	int64_t at;		/* ms */
};

struct str mail_message_print(struct arena *arena, const struct mail_message *message);

#endif
