/*
 * jobs: what time does to cases: reminders, 督办 once overdue, closing some days after the answer, erasing contact
 * data past its retention.  Each is an ordinary action by the role "jobs", so it may run twice, on two machines at
 * once, or late after downtime, and does each thing once.  Depends on: cases/act, cases/listing.
 */
#ifndef CASES_JOBS_H
#define CASES_JOBS_H

#include "cases/casework.h"

struct jobs_done {
	uint64_t reminded;
	uint64_t supervised;
	uint64_t lapsed;	/* requests that nobody corrected, consultations that nobody replied to */
	uint64_t closed;
	uint64_t erased;
	uint64_t drafted;	/* dailies */
	uint64_t swept;		/* files of photos that no case names */
};

/* One round of reminders, 督办 and closings, added to *done.  Uses and resets an arena of its own. */
enum status jobs_round(struct casework *work, struct jobs_done *done);

/*
 * Erases sealed contact data of cases that ended more than cases.retention_days ago (PIPL article 19); the text
 * stays.  Looks at every case.  With dry set it only counts.
 */
enum status jobs_erase(struct casework *work, bool dry, struct jobs_done *done);

#endif
