/*
 * commit: one change of one case as a transaction (store/transaction).  Reads the case, lets a rule change
 * it, and writes the case, its desk, its lists, what the jobs will do, its tallies, its thread, the event and
 * the outbox together.  What stops being public is purged from the page cache.  Depends on:
 * store/transaction, model/derive.
 */
#ifndef CASES_COMMIT_H
#define CASES_COMMIT_H

#include "model/access.h"
#include "store/transaction.h"

struct case_edit {
	struct casework *work;
	struct case_record before;	/* as read; n 0 for a new case */
	struct case_record after;	/* to be changed by the rule */
	struct batch *changes;		/* of its transaction */
	int64_t at;			/* when it happens, ms */
	struct str action;		/* for the event; empty: none */
	struct str by;
	/* token of a recount that runs meanwhile (cases/journal); empty: none */
	struct str journal;
	bool hides;			/* something that was public is so no longer, though the case is */
	struct str concerns;		/* the department that the event is about; empty: the one in charge */
};

/*
 * Changes edit->after, adds entries and commands; may read (and WATCH) more through work->store.  Runs again
 * after a lost race.
 */
typedef enum status (*case_rule)(void *context, struct case_edit *edit);

/*
 * Applies rule to case n.  Gives the rule's status, ERR_NOT_FOUND, ERR_AWAY; ERR_CONFLICT only after many
 * lost races.
 */
enum status commit_case(struct casework *work, uint64_t n, case_rule rule, void *context,
	struct case_record *after);

/*
 * Adds all that an edit changes to the transaction, in whose step it is called; for a new case edit->before
 * is empty.
 */
void commit_write(struct case_edit *edit, struct transaction *transaction);

/*
 * A new entry of the thread with its id, time and kind; the caller fills the rest before commit_entry adds
 * it.
 */
struct value *commit_begin_entry(struct case_edit *edit, const char *kind);
void commit_entry(struct case_edit *edit, const struct value *entry);

/*
 * What has that key is done once, however often its form is sent (an empty key: as often): ERR_ALREADY and
 * *again when it was done before.
 */
enum status commit_once(struct case_edit *edit, struct str once, bool *again);

#endif
