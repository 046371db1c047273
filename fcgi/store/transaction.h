/*
 * transaction: one optimistic change of whatever stands in Redis: a case, an article, an account, a
 * department. A step reads what it needs under WATCH, checks it, and adds the commands that make the change:
 * the record, its lists and counters, its audit event, messages of the outbox.  Redis does all of them or
 * none.  When somebody else changed a watched key meanwhile nothing is done, and the step runs again on what
 * it then reads.  Nothing is left watched.  Fails as the step does, and with ERR_AWAY, ERR_INTERNAL as
 * store_commit. Depends on: store, store/purge, crypt/random.
 */
#ifndef STORE_TRANSACTION_H
#define STORE_TRANSACTION_H

#include "store/store.h"

/* How often a step is run at most. */
#define TRANSACTION_RACES 40

struct transaction {
	struct store *store;
	struct batch changes;	/* the commands of the change; empty whenever the step begins */
	int race;		/* how many races were lost before: 0 for the first run */
	const char *purge;	/* the folders of the page cache if the change hides something; else NULL */
};

/*
 * Reads, checks, and adds commands to transaction->changes.  Any status but OK ends the transaction: nothing
 * was done.  OK without a command: there is nothing to do.  It may run many times, so it must not change
 * anything that stays: results go into context, which it sets anew each time.  It may reset the arena before
 * it reads.
 */
typedef enum status (*transaction_step)(void *context, struct transaction *transaction);

/*
 * Runs the step and commits, again after each lost race; the arena is for the commands.  The page cache is
 * emptied after a change that hides something, also when Redis went away in the commit: it may have been
 * done.  Gives the status of the step or of the commit; ERR_CONFLICT from the commit only after
 * TRANSACTION_RACES lost races.
 */
enum status transaction_run(struct store *store, struct arena *arena, transaction_step step, void *context);

/*
 * Adds WATCH of some keys to a batch, which then reads them.  Counts as one command of the batch, so the
 * results of what is read begin behind its own.  Only for a step: transaction_run ends it.
 */
void transaction_watch(struct batch *batch, const struct str *keys, size_t count);
#define WATCH(batch, ...) \
	transaction_watch((batch), (const struct str[]){ __VA_ARGS__ }, \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

#endif
