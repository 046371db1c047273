/*
 * mentions: on the start page the cases in which colleagues named one, and the badge that counts what is new.
 * Handlers, as the route table names them.  Depends on: drafts/mention, lists/queue.
 */
#ifndef PAGES_STAFF_MENTIONS_H
#define PAGES_STAFF_MENTIONS_H

#include "pages/site.h"

/* Adds mentions [{n, title, number, state_label}] and mentions_total. */
enum status mentions_view(struct exchange *exchange, struct value *view);
/* {"waiting", "mentions"}: what waits at one's own desks, not at those of departments that one oversees. */
enum status staff_mentions_badge(struct exchange *exchange);
enum status staff_mentions_seen(struct exchange *exchange);

#endif
