/*
 * push: a browser is told of a case's steps by its push service: added behind the tracking link by the page's
 * script, and answered when it asks what an empty message was about.  Handlers, as the route table names
 * them.  Depends on: pages/site, participation/notices, participation/push_news.
 */
#ifndef PAGES_PUBLIC_PUSH_H
#define PAGES_PUBLIC_PUSH_H

#include "model/record.h"
#include "web/route.h"

/* POST: form, kid and address of the browser's subscription. */
enum status push_add(struct exchange *exchange);
/* What the browser with this id was told of last: {text, url}, or the way there. */
enum status push_news(struct exchange *exchange);

/* For the page: push_key and push_kid, empty where no browser can be added. */
enum status push_offer(struct exchange *exchange, const struct case_record *record, struct value *view);

#endif
