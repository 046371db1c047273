/*
 * comment: a person comments on a public case, PERSON_COMMENTS_MOST times at most.  The comment is masked,
 * then held for review.  Depends on: participation/person, participation/held.
 */
#ifndef PARTICIPATION_COMMENT_H
#define PARTICIPATION_COMMENT_H

#include "model/record.h"

/*
 * once: idempotency key, or empty; a comment sent twice from the same form is one.  ERR_ALREADY past what a
 * person may; ERR_NOT_FOUND unless the public sees the case; ERR_TOO_MANY when this person or network sent
 * too many or has too many waiting, ERR_NOT_NOW when too many wait on this case.
 */
enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body,
	struct str once);

#endif
