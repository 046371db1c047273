/*
 * notice: a message of the outbox in words, made from the case as it is when it is delivered.  It tells
 * number, channel, category, department and dates; never a name, a contact, a title or any text that somebody
 * wrote. Depends on: cases/outbox, links/answer_token.
 */
#ifndef NOTIFY_NOTICE_H
#define NOTIFY_NOTICE_H

#include "cases/outbox.h"

struct notice {
	enum notice_kind kind;
	uint64_t n;		/* of the case, or of the article (notify/staff_notice) */
	struct str number;
	enum channel channel;
	enum category category;
	struct str dept;
	struct str dept_name;
	struct str due;		/* "2026-12-01", or empty */
	struct str url;		/* where to go on; the answer link if it was asked for */
	struct str text;	/* all of it, as a person reads it */
};

/*
 * origin: "https://host".  With link set, an assignment, reminder or 督办 carries the answer link of the
 * department in charge. ERR_NOT_NOW when the case has moved on, so that there is nothing to tell any more;
 * ERR_NOT_FOUND.
 */
enum status notice_make(struct casework *work, const struct notice_event *event, struct str origin, bool link,
	struct notice *notice);

#endif
