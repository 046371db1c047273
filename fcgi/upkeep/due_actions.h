/*
 * due_actions: what falls due as time passes: reminders, 督办 once overdue, the end of waiting for a
 * correction or a consultation, closing some days after the answer, archiving requests, erasing contact data
 * past its retention.
 * Reads the sorted sets of derive_dues, so a round costs as much as is due, however many cases there are.
 * Each action is an ordinary one by the role "jobs", in a transaction of its own: a round may run twice, on
 * two machines at once, be killed at any time or come late after downtime, and still does each thing once.
 * Depends on: cases/act, model/derive, upkeep/archive.
 */
#ifndef UPKEEP_DUE_ACTIONS_H
#define UPKEEP_DUE_ACTIONS_H

#include "upkeep/archive.h"

/* What was done. */
struct due_counts {
	uint64_t reminded;
	uint64_t supervised;
	uint64_t lapsed;	/* requests that nobody corrected, consultations that nobody replied to */
	uint64_t closed;
	uint64_t erased;
	uint64_t archived;	/* of these, requests whose package was written first */
	uint64_t unarchived;	/* requests that are due and could not be archived, or not in this round */
	uint64_t swept;		/* files of photos that no case names */
	/*
	 * Called between chunks with how many cases of that kind are still due; false ends the round.  NULL:
	 * the round does all.
	 */
	bool (*go_on)(const struct due_counts *done, const char *what, uint64_t waiting);
};

/*
 * One round of reminders, 督办, lapses and closings, added to *done.  Uses an arena of its own, reset after
 * each chunk of cases.  A case for which it can't be done is logged and left for the next round.
 */
enum status due_actions_run(struct casework *work, struct due_counts *done);

/*
 * Erases sealed contact data of cases that ended more than cases.retention_days ago (PIPL article 19); the
 * text stays.  A request's also has to wait for requests.archive_years, and is erased only once its package
 * is on disk in requests.archive_dir (upkeep/archive); when that can't be written none of them is, which is
 * logged once a round and kept for /metrics.
 */
enum status due_actions_erase(struct casework *work, const struct archive_printer *printer,
	struct due_counts *done);
/* Only counts what it would do, into erased and unarchived. */
enum status due_actions_count(struct casework *work, struct due_counts *done);

#endif
