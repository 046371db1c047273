/*
 * submit: takes a submission in as a new case: limits, idempotency, masking, sealing, number, receipt.  One
 * commit: the case, its queue, lists, tallies and event together, or nothing.  Depends on: model/submission,
 * tracking, commit.
 */
#ifndef CASES_SUBMIT_H
#define CASES_SUBMIT_H

#include "model/submission.h"
#include "links/tracking.h"

/*
 * ERR_TOO_MANY past the device's, phone's or network's limit, of which a letter has one more: one a phone in
 * 24 hours (none with a source or by staff).  ERR_INVALID: a letter without name, phone or addressee; a
 * request without application or name; one without source that lacks the number of a paper, or both phone and
 * address.  ERR_AWAY: nothing was kept, no receipt.
 */
enum status case_submit(struct casework *work, const struct submission *submission, struct receipt *receipt);
/*
 * Whether it would be taken in: ERR_TOO_MANY, or OK, with the receipt when it would be the first case again.
 */
enum status case_submit_look(struct casework *work, const struct submission *submission,
	struct receipt *receipt);

#endif
