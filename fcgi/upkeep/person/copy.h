/*
 * copy: what the system holds on the sender of a case, for that person (个人信息保护法 article 45): the case
 * as it is stored, the contact data opened from its seal, what its sender sees of the thread, the sender's
 * posts that wait for review or were refused, the names of photos, and what was done to the case.  What
 * can't be told to be theirs is not in it: comments, supports, wishes to be told of others' topics, known by
 * keyed hashes of a device only.  Depends on: lists/event_log, participation/held, privacy/sealed.
 */
#ifndef UPKEEP_PERSON_COPY_H
#define UPKEEP_PERSON_COPY_H

#include "base/value.h"
#include "lists/event_log.h"
#include "model/record.h"

/* Who asks, for the record. */
struct person_request {
	struct str by;		/* the account, or "operator", that does it for the person */
	struct str ground;	/* a code of law/personal */
};

/*
 * The case as a map; recorded first, for what can't be recorded isn't told.  ERR_NOT_FOUND; ERR_TOKEN when
 * its contact data can't be opened; ERR_DAMAGED.  *created is when it came in.
 */
enum status person_copy_case(struct casework *work, uint64_t n, const struct person_request *request,
	struct value **map, int64_t *created);

/* Whether the sender of the case wrote that entry of its thread, or post that waits or was refused. */
bool person_sent(const struct value *entry);

/* As event_log_walk, of the events of these cases (ascending) alone; all since then are read. */
enum status person_copy_events(struct casework *work, const uint64_t *cases, size_t count, int64_t since,
	event_log_visit *tell, void *context, bool *lost);

/* So many cases of one number at most. */
#define PERSON_CASES 1000
/* The cases of a phone number, ascending; ERR_TOO_MANY when there are more. */
enum status person_cases(struct casework *work, struct str phone, uint64_t cases[PERSON_CASES],
	size_t *count);

#endif
