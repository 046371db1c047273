/*
 * queue: the desks' queues, a page at a time (lists/walk), and who may look at which.  Rows
 * that the viewer may not see are left out here.  Depends on: model/access, drafts/lease.
 */
#ifndef LISTS_QUEUE_H
#define LISTS_QUEUE_H

#include "lists/walk.h"
#include "model/access.h"

/* A desk's queue: cases and held posts by due time, soonest first. */
struct queue_row {
	struct case_record record;
	int64_t held;		/* id of the held post, or −1 for the case itself */
	int64_t due;
	/* the held post, as participation/held keeps it; NULL: gone meanwhile, or the row is a case */
	struct value *post;
	struct str question;	/* what the case asks */
	struct str holder;	/* the account that is working on the case */
};

struct queue_page {
	struct queue_row *rows;
	size_t count;
	struct str next;
	int64_t total;
	/* for dept_ask: read along, since whoever shows the rows names departments */
	struct result *dept_ids;
};

enum queue_order {
	ORDER_DUE,	/* the soonest first */
	ORDER_AGE,	/* what has waited longest first */
	ORDER_SUPPORTS,	/* what most people care about first, of equals the oldest */
	QUEUE_ORDERS,
};

/* Whether the desk has that order: what waits for review has no supporters. */
bool queue_has_order(struct str desk, enum queue_order order);

/*
 * What of a desk's queue is asked for; members that are zero ask for nothing.  A row is looked at only when
 * the walk comes to it, so a filter that fits few rows gives short pages with a next one.
 */
struct queue_filter {
	uint32_t channels;	/* CHANNEL_BIT */
	uint32_t categories;	/* 1 << category */
	struct str area;	/* its place has that in it */
	int64_t due_before;	/* ms: somebody must act before that */
	int64_t created_before;	/* ms */
	struct str holder;	/* the account that answers it, or is working on it */
	enum queue_order order;	/* one that the desk has */
};

/* Whether the viewer may look at that desk: by role, and a clerk at the own department's. */
bool queue_open(struct str desk, const struct viewer *viewer);

/*
 * Two round trips, or three in another order, unless the viewer may not see some rows.  desk: "review",
 * "dispatch", "approve", "callback", "extension", "dept:<id>".  ERR_FORBIDDEN if the viewer has no business
 * there.
 */
struct queue_ask {
	struct str desk;
	const struct viewer *viewer;
	struct queue_filter filter;
	struct str after;	/* cursor; empty: from the beginning */
	size_t limit;
};
enum status queue_read(struct casework *work, const struct queue_ask *ask, struct queue_page *page);
/*
 * The place of case n in a desk's queue, in each of its orders, which holds when the case has left; empty:
 * not there.
 */
enum status queue_place(struct casework *work, struct str desk, uint64_t n, struct str *place);
/*
 * The first case of the queue other than n that comes after ask->after, a place by queue_place, or if that is
 * empty after n (wraps round), and that the filter keeps; 0 if none.  Of a long queue only a part is looked
 * at: then *rest is the cursor from which to look on, else empty.  ask->limit isn't looked at.
 */
enum status queue_next(struct casework *work, const struct queue_ask *ask, uint64_t n, uint64_t *next,
	struct str *rest);
/* Every desk there is. */
struct desk {
	struct str name;	/* as in its queue's key */
	struct str label;	/* "待审核", or the department's name */
};
enum status queue_desks(struct casework *work, struct desk **desks, size_t *count);
/* The least due time in a queue: what has no time limit stands there with 0 and is never overdue. */
#define QUEUE_EARLIEST "1"
/* Adds two commands to the batch: how many cases wait at the desk, and how many of them are overdue. */
void queue_count(struct casework *work, struct batch *batch, struct str desk);
/*
 * The desks the viewer works at, with their lengths and how many are overdue: [{desk, label, waiting,
 * overdue}].
 */
enum status queue_overview(struct casework *work, const struct viewer *viewer, struct value **desks);

#endif
