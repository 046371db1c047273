/*
 * queue_filter: what of a desk's queue an account wants to see: from the filter form, which asks with
 * "filter", else as it was left (drafts/desk_filter).  What isn't one of the form's choices asks for nothing.
 * Depends on: lists/queue, drafts/desk_filter.
 */
#ifndef PAGES_STAFF_QUEUE_FILTER_H
#define PAGES_STAFF_QUEUE_FILTER_H

#include "lists/queue.h"
#include "web/route.h"

/*
 * Also to the view, under "filter": {on, area, mine, channels, categories, dues, ages, orders: [{option,
 * option_label, chosen}]}.
 */
enum status queue_filter_asked(struct exchange *exchange, struct str desk, struct queue_filter *filter);
/* As it was left, for whoever goes on to the next case. */
enum status queue_filter_kept(struct exchange *exchange, struct str desk, struct queue_filter *filter);

#endif
