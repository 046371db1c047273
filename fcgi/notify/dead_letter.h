/*
 * dead_letter: messages of the outbox that could not be delivered, kept for the administrator, who may send
 * them again.  A list in Redis, newest first; past DEAD_LETTERS the oldest go.  Holds no person and no text,
 * as the outbox. Depends on: cases/outbox.
 */
#ifndef NOTIFY_DEAD_LETTER_H
#define NOTIFY_DEAD_LETTER_H

#include "cases/outbox.h"

#define DEAD_LETTERS 1000

/* Adds to the batch what keeps the event, which this target did not get because of error. */
void dead_letter_add(struct casework *work, struct batch *batch, struct str target,
	const struct notice_event *event, struct str error);

/*
 * The newest: [{id, target, kind, case, dept, assignment, at, died, tries, error}]; how many there are in
 * *total.
 */
enum status dead_letters_read(struct casework *work, size_t limit, struct value **letters, int64_t *total);

/*
 * Sends again, to their target only: the one of that id, or with an empty id all of that target.
 * ERR_NOT_FOUND if there is none (any more).
 */
enum status dead_letter_resend(struct casework *work, struct str id, struct str target);

#endif
