/*
 * followup: the sender of a case adds to it (追问), with photos, or reopens it (再次反映); held for review.
 * Depends on: cases/act, participation/held, photos.
 */
#ifndef PARTICIPATION_FOLLOWUP_H
#define PARTICIPATION_FOLLOWUP_H

#include "model/access.h"

struct photos;

/*
 * once: idempotency key; a follow-up sent twice from the same form is one.  ERR_NOT_NOW once declined, merged
 * or withdrawn; ERR_TOO_MANY with five waiting.  The photos (may be NULL) become the case's, or are removed
 * if it isn't taken.
 */
enum status case_followup(struct casework *work, uint64_t n, struct str once, struct str body,
	struct photos *photos);

/*
 * Reopens it, and holds the reason for review where the public sees the case; in one transaction.  Status,
 * *after and *why as case_act has them.
 */
enum status case_reopen(struct casework *work, uint64_t n, const struct viewer *by, struct str reason,
	struct case_record *after, struct str *why);

#endif
