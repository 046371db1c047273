/*
 * due_actions: what time does to cases: reminders, 督办 once overdue, the end of waiting for a correction or a consultation, closing
 * some days after the answer, erasing contact data past its retention.  Driven by the sorted sets of index_dues: a round reads
 * what has come due, however many cases there are.  Each is an ordinary action by the role "jobs" and a commit of its own, so
 * it may run twice, on two machines at once, be killed at any time, or come late after downtime, and does each thing once.
 * Depends on: cases/act, model/derive.
 */
#ifndef UPKEEP_DUE_ACTIONS_H
#define UPKEEP_DUE_ACTIONS_H

#include "model/casework.h"

struct jobs_done {
	uint64_t reminded;
	uint64_t supervised;
	uint64_t lapsed;	/* requests that nobody corrected, consultations that nobody replied to */
	uint64_t closed;
	uint64_t erased;
	uint64_t drafted;	/* dailies */
	uint64_t swept;		/* files of photos that no case names */
	/* Asked between chunks, waiting being how much of one kind is still due: false ends the round there.  NULL: never. */
	bool (*go_on)(const struct jobs_done *done, const char *what, uint64_t waiting);
};

/*
 * One round of reminders, 督办, lapses and closings, added to *done, in an arena of its own that every chunk of cases resets.
 * What can't be done is passed over until the next round, and logged.
 */
enum status jobs_round(struct casework *work, struct jobs_done *done);

/*
 * Erases sealed contact data of cases that ended more than cases.retention_days ago (PIPL article 19); the text
 * stays.  With dry set it only counts them.
 */
enum status jobs_erase(struct casework *work, bool dry, struct jobs_done *done);

#endif
