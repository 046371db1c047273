/*
 * due_actions: what falls due as time passes: reminders, 督办 once overdue, the end of waiting for a
 * correction or a consultation, closing some days after the answer, erasing contact data past its retention.
 * Reads the sorted sets of derive_dues, so a round costs as much as is due, however many cases there are.
 * Each action is an ordinary one by the role "jobs", in a transaction of its own: a round may run twice, on
 * two machines at once, be killed at any time or come late after downtime, and still does each thing once.
 * Depends on: cases/act, model/derive.
 */
#ifndef UPKEEP_DUE_ACTIONS_H
#define UPKEEP_DUE_ACTIONS_H

#include "model/casework.h"

/* What was done. */
struct due_counts {
	uint64_t reminded;
	uint64_t supervised;
	uint64_t lapsed;	/* requests that nobody corrected, consultations that nobody replied to */
	uint64_t closed;
	uint64_t erased;
	uint64_t drafted;	/* dailies */
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
 * text stays.  With dry set it only counts those cases.
 */
enum status due_actions_erase(struct casework *work, bool dry, struct due_counts *done);

#endif
