/*
 * count: what a request for information adds to the figures of the yearly report, and when: its receipt, its
 * end by outcome, its fee, reconsiderations and lawsuits.  Each count is a counter of the tallies, named by
 * its figure, and an entry of the list "figure:<figure>" with its time as score: so a list from the first to
 * the last moment of a year holds the requests behind the year's counter.  Pure functions.  Depends on:
 * model/appeal, model/letter.
 */
#ifndef MODEL_COUNT_H
#define MODEL_COUNT_H

#include "model/appeal.h"

struct count {
	struct str figure;	/* "asked.request.person" */
	int64_t at;		/* ms */
	int64_t amount;		/* what its counter grows by; 0: it has none */
	bool listed;		/* whether it stands in the figure's list */
};

/* Receipt, open, end, fee; of each appeal its result and what it adds to those pending or takes away. */
#define COUNTS_MOST (4 + 3 * APPEAL_KINDS)
/* How many of them can be listed at once. */
#define COUNTS_LISTED (3 + APPEAL_KINDS)
size_t counts_of(struct arena *arena, const struct case_record *record, struct count out[COUNTS_MOST]);

/* When it ended: first answer served, or given up; 0: not yet.  One without a receipt counts nowhere. */
int64_t count_ended(const struct case_record *record);

/*
 * The names of figures.  what: COUNT_ASKED by receipt, COUNT_OPEN (received and not ended, by receipt; a list
 * without a counter), COUNT_FEE in yuan by payment, or an outcome's code by the end.  Appeals: by when the
 * result was recorded; pending ones count from when they were first recorded and no more once decided, so
 * that those pending at a moment are the sum of all until then.
 */
#define COUNT_ASKED "asked"
#define COUNT_OPEN "open"
#define COUNT_FEE "fee"
struct str count_figure(struct arena *arena, struct str what, enum applicant applicant);
struct str count_appeal(struct arena *arena, enum appeal_kind kind, enum appeal_result result);
/* The list of a figure: "figure:<figure>". */
#define COUNT_LIST "figure:"
struct str count_list(struct arena *arena, struct str figure);

#endif
