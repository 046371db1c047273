/*
 * push_message: a message to a browser by its push service (RFC 8030): empty, so that the service learns
 * nothing; the browser's service worker asks the site what it is about (participation/push_news).  The site
 * proves itself by crypt/vapid.  Depends on: notify/sender_notice, notify/webhook_client,
 * participation/notices.
 */
#ifndef NOTIFY_PUSH_MESSAGE_H
#define NOTIFY_PUSH_MESSAGE_H

#include "notify/sender_notice.h"
#include "notify/webhook_client.h"

/*
 * Writes an event for each browser of the case's sender, so that each is told and tried again by itself; only
 * for the target of that name.  ERR_NOT_NOW when there is none.
 */
enum status push_message_spread(struct casework *work, struct str target, const struct notice_event *event);

/*
 * The request to the push service, and what the browser will find when it asks.  ERR_NOT_NOW when its key was
 * revoked or its service is no longer one of [notices] push_hosts.
 */
enum status push_message_make(struct casework *work, const struct sender_notice *notice,
	const struct notice_event *event, struct webhook_post *post);

/* Whether the push service says that there is no such browser any more (RFC 8030, section 7.3). */
bool push_message_gone(const struct webhook_result *result);

#endif
