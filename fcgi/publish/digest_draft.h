/*
 * digest_draft: what the jobs write into a daily before an editor sees it: what came in and was answered that
 * day, in numbers and by department, and the cases of most interest.  Depends on: publish/digest,
 * model/department.
 */
#ifndef PUBLISH_DIGEST_DRAFT_H
#define PUBLISH_DIGEST_DRAFT_H

#include "publish/digest.h"

#define DIGEST_DAYS 14		/* how far back the jobs catch up */

/*
 * Drafts that day's daily, once, and records the event: *made says whether now.  There is none of a day on
 * which nothing happened.
 */
enum status digest_draft(struct casework *work, int32_t day, bool *made);
/* Drafts what is missing of the last DIGEST_DAYS days, yesterday the last; adds their number to *made. */
enum status digest_catch_up(struct casework *work, uint64_t *made);

#endif
