/*
 * staff_notice: a message of the outbox to those who publish, in words, made when it is delivered: a draft
 * to review, an emergency publication to review afterwards, what the site check warns of.  It tells numbers
 * and dates, never a title or text of an article.  Depends on: notify/notice, links/review_token,
 * publish/article.
 */
#ifndef NOTIFY_STAFF_NOTICE_H
#define NOTIFY_STAFF_NOTICE_H

#include "notify/notice.h"

/*
 * As notice_make.  With link set, a draft to review carries the review link of the account that is asked;
 * ERR_NOT_NOW when it was decided on, or another one is asked by now.
 */
enum status staff_notice_make(struct casework *work, const struct notice_event *event, struct str origin,
	bool link, struct notice *notice);

#endif
