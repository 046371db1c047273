/*
 * declined: the requests for information that were declined, for the supervisors, the latest first, a page at
 * a time (lists/walk): the 条例 of 2019 knows no 不予受理, so somebody looks after them.  Depends on:
 * model/access.
 */
#ifndef LISTS_DECLINED_H
#define LISTS_DECLINED_H

#include "model/access.h"

#define DECLINED_ROWS 50

struct declined_page {
	struct case_record rows[DECLINED_ROWS];
	struct case_record others[DECLINED_ROWS];	/* what each of them repeats; n 0: not named */
	size_t count;
	struct str next;	/* cursor of the next page, empty at the end */
	int64_t total;
};

/*
 * The page behind the cursor; empty: the first.  Three round trips.  Rows that the viewer may not see are
 * left out.  ERR_MALFORMED for a bad cursor.
 */
enum status declined_read(struct casework *work, const struct viewer *viewer, struct str before,
	struct declined_page *page);

/* Who declined it; empty: a version before that kept it no longer. */
struct str declined_by(const struct case_record *record);

#endif
