/*
 * ordered: a desk's queue in another order than that of its due times.  Redis keeps only that one, so the
 * soonest ORDERED_MOST rows are read and sorted.  Depends on: lists/walk.
 */
#ifndef LISTS_ORDERED_H
#define LISTS_ORDERED_H

#include "lists/walk.h"

enum queue_order {
	ORDER_DUE,	/* the soonest first, as Redis keeps it */
	ORDER_AGE,	/* the oldest first */
	ORDER_SUPPORTS,	/* what most people care about first, of equals the oldest */
	QUEUE_ORDERS,
};

#define ORDERED_MOST 2000

struct ordered {
	struct ranked *rows;	/* those behind the cursor */
	size_t count;
	int64_t total;	/* of the queue, also when only ORDERED_MOST of it are in order */
};

/*
 * The rows of the queue with that key, in an order other than ORDER_DUE.  Of the cursor only the member
 * counts: where its row would stand now, whether it is still there or not.
 */
enum status ordered_read(struct casework *work, struct str key, enum queue_order order,
	const struct cursor *from, struct ordered *out);

#endif
