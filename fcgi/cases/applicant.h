/*
 * applicant: what else the applicant of a request for information has filed, told by the keyed hash of the
 * identity paper: how many in the same calendar month, which the fee by items goes by, and the latest others,
 * among which a repeated request shows.  Depends on: model/derive, store.
 */
#ifndef CASES_APPLICANT_H
#define CASES_APPLICANT_H

#include "model/record.h"
#include "store/rounds.h"

#define FILINGS_OTHERS 10

struct applicant_filings {
	int64_t month;	/* filed in the month of this one, itself included; 0 without a paper's number */
	int64_t place;	/* this one's among them, from 1 */
	uint64_t others[FILINGS_OTHERS];	/* numbers of the latest others, of any month, newest first */
	struct case_record *records;	/* of these; n 0: gone */
	size_t others_count;
};

/* Their reading, as a part of what is read together; two rounds. */
struct applicant_part {
	struct casework *work;
	const struct case_record *record;	/* NULL: not wanted, or not yet known */
	bool listed;
	struct applicant_filings filings;
};
void applicant_filings_ask(void *self, struct batch *batch);
enum status applicant_filings_take(void *self, const struct result *results);

#endif
