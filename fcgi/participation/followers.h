/*
 * followers: people who asked to be told when a public topic is answered, once, by a browser's push service
 * or by e-mail.  Their addresses lie sealed beside the case, FOLLOWERS_MOST at most, and go when they were
 * told, or a year after the last one came.  Who comes is added under WATCH of the topic, so that nobody comes
 * unseen behind its answer.  The commit of an answer puts the topic into the list of those whose followers
 * wait (cases/outbox); the jobs hand them to the outbox in batches: a batch is handed over
 * whole or not at all, so nobody is told twice or left out, whenever a process dies.  Depends on:
 * crypt/contact, cases/outbox, privacy/limit, store/transaction.
 */
#ifndef PARTICIPATION_FOLLOWERS_H
#define PARTICIPATION_FOLLOWERS_H

#include "model/record.h"

#define FOLLOWERS_MOST 20000	/* of one topic */
#define FOLLOWERS_BATCH 200
/* What one round of the jobs hands over at most, so that the outbox stays short. */
#define FOLLOWERS_A_ROUND 1000

struct follower {
	enum told way;		/* TOLD_MAIL or TOLD_PUSH */
	struct str address;
	struct str kid;		/* of a browser: the key that it subscribed under */
};

/* Whether others may ask to be told of it: a public topic without an answer, where the site offers it. */
bool followers_may_come(const struct casework *work, const struct case_record *record);

/* An address as it lies sealed beside the topic; also before its owner confirmed it (follow_request). */
enum status followers_seal(struct casework *work, uint64_t n, const struct follower *follower,
	struct str *sealed);
enum status followers_open(struct casework *work, uint64_t n, struct str sealed, struct follower *follower);

/*
 * Adds a browser, whose address nobody else knows; the same again changes nothing.  ERR_NOT_NOW when the
 * topic was answered meanwhile; ERR_TOO_MANY past the limits of visitor and network, and when the topic has
 * FOLLOWERS_MOST.
 */
enum status followers_add(struct casework *work, uint64_t n, const struct follower *follower,
	struct str visitor);

/* For a step of a transaction that adds one: the same refusals, held against the topic as it is then. */
enum status followers_check(struct casework *work, uint64_t n);
/* Adds what followers_seal made to the changes of that step. */
void followers_join(struct casework *work, struct batch *changes, uint64_t n, struct str id,
	struct str sealed);
/* Whether that address, by its keyed hash, follows the topic. */
enum status followers_know(struct casework *work, uint64_t n, struct str id, bool *known);

/* Hands one batch to the outbox; how many in *count.  0: nobody waits to be told. */
enum status followers_spread(struct casework *work, size_t *count);

/* One that was handed over.  ERR_NOT_FOUND: was told, or waited for a week. */
enum status followers_read(struct casework *work, uint64_t n, struct str id, struct follower *follower);
/* Forgets who was told, or wants to be told no more. */
enum status followers_done(struct casework *work, uint64_t n, struct str id);

#endif
