/*
 * listing: public lists and desk queues, a page at a time.  A cursor names the last row shown by score and
 * number, so a page stays right while cases arrive.  Rows that the viewer may not see are left out here.
 * Depends on: model/access.
 */
#ifndef LISTS_LISTING_H
#define LISTS_LISTING_H

#include "model/access.h"

enum tab { TAB_NEW, TAB_HOT, TAB_ANSWERED, TAB_COUNT };
const char *tab_name(enum tab tab);
bool tab_parse(struct str name, enum tab *out);

struct listing {
	enum channel channel;
	enum tab tab;
	bool any_category;
	enum category category;
	struct str dept;	/* empty: any */
	struct str before;	/* cursor, empty: from the top */
	size_t limit;		/* rows a page, at most 50 */
};

struct listing_page {
	struct case_record *rows;
	size_t count;
	struct str next;	/* cursor of the next page, empty at the end */
	int64_t total;		/* length of the list before filters by two criteria */
};

/* ERR_MALFORMED for a bad cursor. */
enum status listing_read(struct casework *work, const struct listing *listing, struct listing_page *page);

/* A desk's queue: cases and held posts by due time, soonest first. */
struct queue_row {
	struct case_record record;
	int64_t held;		/* id of the held post, or −1 for the case itself */
	int64_t due;
	struct value *post;	/* the held post, as cases/voice keeps it; NULL: gone meanwhile, or the row is a case */
	struct str question;	/* what a case that waits for review asks */
	struct str holder;	/* the account that is working on the case */
};

struct queue_page {
	struct queue_row *rows;
	size_t count;
	struct str next;
	int64_t total;
	struct result *dept_ids;	/* for dept_ask: read along, since whoever shows the rows names departments */
};

/* Whether the viewer may look at that desk: by role, and a clerk at the own department's. */
bool queue_open(struct str desk, const struct viewer *viewer);

/*
 * Two round trips, unless the viewer may not see some rows.  desk: "review", "dispatch", "approve", "callback",
 * "dept:<id>".  ERR_FORBIDDEN if the viewer has no business there.
 */
enum status queue_read(struct casework *work, struct str desk, const struct viewer *viewer, struct str after,
	size_t limit, struct queue_page *page);
/* The first case of the queue other than n that comes after n (wraps round); 0 if none. */
enum status queue_next(struct casework *work, struct str desk, const struct viewer *viewer, uint64_t n, uint64_t *next);
/* Every desk there is. */
struct desk {
	struct str name;	/* as in its queue's key */
	struct str label;	/* "待审核", or the department's name */
};
enum status queue_desks(struct casework *work, struct desk **desks, size_t *count);
/* The least due time in a queue: what has no time limit stands there with 0 and is never overdue. */
#define QUEUE_EARLIEST "1"
/* The desks the viewer works at, with their lengths and how many are overdue: [{desk, label, waiting, overdue}]. */
enum status queue_overview(struct casework *work, const struct viewer *viewer, struct value **desks);

/* Events, newest first: [{id, at, case, action, by, from, to, dept, note}]; before: an id or empty. */
enum status events_read(struct casework *work, struct str before, size_t limit, struct value **events, struct str *next);

/* Public numbers for the home page: topics, answered, answer rate in ‰, leads, this month's …: a map of integers. */
enum status figures_read(struct casework *work, struct value **figures);

#endif
