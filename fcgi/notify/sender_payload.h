/*
 * sender_payload: what an SMS provider, a command or a mail server is given to tell the sender of a case,
 * and whether a provider's answer says that it took it.  A command, or a provider without a template, gets
 * the JSON {id, kind, phone, number, event, url, stop, code, site, text}.  Depends on:
 * notify/sender_notice, notify/target, notify/mail_message, notify/webhook_client.
 */
#ifndef NOTIFY_SENDER_PAYLOAD_H
#define NOTIFY_SENDER_PAYLOAD_H

#include "notify/sender_notice.h"
#include "notify/target.h"
#include "notify/webhook_client.h"

struct sender_payload {
	struct webhook_post post;	/* all but its limits; not for a command */
	struct smtp_mail mail;
	struct str body;		/* of a command */
};

/*
 * All in work's arena; id is what receivers know the message again by.  The payload must stay where it is
 * until the post is over.
 */
void sender_payload_make(struct casework *work, const struct target *target,
	const struct sender_notice *notice, const struct notice_event *event, struct sender_payload *payload);

/* Whether a provider took it: many answer 200 even when they don't.  If not, *error says why. */
bool sender_payload_taken(struct arena *arena, const struct target *target, struct str answer,
	struct str *error);

#endif
