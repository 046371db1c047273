/*
 * delivery: one message on its way to one target: made when it sets off, of what the case or article is
 * then.  It is over at once where there is nothing to tell, or when the notifier hears what became of it.
 * Owns nothing; the notifier owns its arena and the connections.  Depends on: notify/sender_payload,
 * notify/push_message, notify/notice, notify/staff_notice, notify/webhook_client, notify/local_command.
 */
#ifndef NOTIFY_DELIVERY_H
#define NOTIFY_DELIVERY_H

#include "notify/local_command.h"
#include "notify/outbox.h"
#include "notify/sender_payload.h"

/* What carries messages. */
struct courier {
	struct outbox_rules rules;
	struct webhook_client *posts;
	size_t programs;	/* that run */
};

struct delivery {
	struct casework work;	/* with an arena of its own */
	const struct target *target;	/* NULL: the slot is free */
	struct notice_event event;
	struct local_command program;
	struct sender_payload to_sender;	/* what is on its way, if the target reaches senders */
	struct limit limit;		/* to be counted when it arrived */
	bool test;		/* no message of the outbox */
	bool over;
	struct str error;	/* empty when over: it arrived */
};

/* Sets off what the event tells its target. */
void delivery_begin(struct courier *courier, struct delivery *delivery);
/* The same with a message that says it is a test; to: number or address, of targets for senders. */
void delivery_begin_test(struct courier *courier, struct delivery *delivery, struct str to);
/* What came of the post that it began. */
void delivery_heard(struct delivery *delivery, const struct webhook_result *result);
/* It arrived, or error says why not (in Chinese; it must live as long as the delivery). */
void delivery_end(struct delivery *delivery, struct str error);

#endif
