/*
 * sender_notice: a message of the outbox to the sender of a case, in words, made when it is delivered.  It
 * tells number, step and link, never a word that somebody wrote.  The sealed contact data is opened here
 * and nowhere before; what comes of it lies in the caller's arena alone.  Depends on: cases/outbox,
 * participation/follow_request, privacy/sealed, privacy/limit, links/notice_link.
 */
#ifndef NOTIFY_SENDER_NOTICE_H
#define NOTIFY_SENDER_NOTICE_H

#include "cases/outbox.h"
#include "privacy/limit.h"

struct sender_notice {
	uint64_t n;
	struct str to;		/* mobile number, e-mail address or the address of a browser */
	struct str kid;		/* of a browser: the key it subscribed under */
	bool follows;		/* it goes to one who follows the topic, not to its sender */
	bool confirm;		/* it asks whoever was named as such a one */
	struct str number;
	struct str event;	/* "已答复" */
	struct str url;		/* where to read it */
	struct str stop;	/* where to end such messages; empty: of a code, or to a browser */
	struct str code;	/* of NOTICE_CODE; else empty */
	struct str subject;
	struct str text;	/* all of it, as a person reads it */
	struct limit limit;	/* of messages to this number or address; to be counted when it was taken */
};

/*
 * origin: "https://host".  ERR_NOT_NOW when there is nothing to tell any more: the case has moved on, its
 * sender chose otherwise, the contact data is gone.  ERR_TOO_MANY when the number or address had its share
 * of the day; ERR_NOT_FOUND, ERR_TOKEN.
 */
enum status sender_notice_make(struct casework *work, const struct notice_event *event, enum told way,
	struct str origin, struct sender_notice *notice);

/* Makes subject and text of the other members. */
void sender_notice_words(struct casework *work, struct sender_notice *notice);

/* Whether the site tells nobody at this time ([notices] quiet_from to quiet_until). */
bool sender_notice_quiet(const struct config *config, int64_t now);

#endif
