/*
 * supervision: what a supervisor looks after: the cases that are due, late, forgotten, sent back and forth or
 * badly rated, most urgent first, from the sorted sets kept in the same commits; and how much each account
 * did in a month.  No scan over cases.  Fails as Redis does.  Depends on: lists/queue, staff/audit.
 */
#ifndef LISTS_SUPERVISION_H
#define LISTS_SUPERVISION_H

#include "lists/walk.h"

enum supervision {
	WATCH_OVERDUE,		/* past the time limit of the desk where it waits */
	WATCH_TODAY,		/* due by the end of today */
	WATCH_OLD,		/* received more than WATCH_OLD_DAYS ago, without an answer */
	WATCH_RETURNED,		/* sent back by departments twice or more, without an answer */
	WATCH_LOW,		/* rated 1 or 2; the latest first */
	WATCH_COUNT
};

/*
 * A warning ahead of the three months after which a message without an answer fails a whole website
 * (国办秘函〔2019〕19号).
 */
#define WATCH_OLD_DAYS 60

const char *supervision_name(enum supervision watch);
const char *supervision_label(enum supervision watch);
bool supervision_parse(struct str name, enum supervision *out);

struct supervision_row {
	uint64_t n;
	bool held;		/* a follow-up or comment of the case, not the case itself */
	struct str desk;	/* of a list by time limit: where it waits; else empty */
	struct ranked place;	/* in that list, by due time, time of receipt or of rating */
};

/* How long each list is. */
enum status supervision_counts(struct casework *work, int64_t counts[WATCH_COUNT]);
/*
 * Rows of one list, limit at most, from the beginning or from behind one that was shown (cursor_print of its
 * place, and its desk); a case that waits at two desks stands there twice.  What is due at the same time as
 * that row is read again, no more.  ERR_MALFORMED for what is no cursor.
 */
struct supervision_ask {
	enum supervision watch;
	struct str after;	/* empty: from the beginning */
	struct str desk;
	size_t limit;
};
enum status supervision_read(struct casework *work, const struct supervision_ask *ask,
	struct supervision_row **rows, size_t *count);

/* What accounts did; WORK_LOOK: looked at contact data or searched for it, which is no step of a case. */
enum supervision_work { WORK_REVIEW, WORK_DISPATCH, WORK_DRAFT, WORK_APPROVE, WORK_SUPERVISE, WORK_OTHER,
	WORK_LOOK, WORK_COUNT };
struct supervision_load {
	struct str by;		/* account, or "link:<dept>" */
	int64_t all;		/* steps of cases */
	int64_t counts[WORK_COUNT];
};
/* Of the month ("2026-11"); who did most comes first. */
enum status supervision_loads(struct casework *work, struct str month, struct supervision_load **loads,
	size_t *count);

#endif
