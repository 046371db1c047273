/*
 * commit: one optimistic change of one case.  Reads it under WATCH, lets a rule change it, and writes the case, its desk,
 * its lists, what the jobs will do, its tallies, its thread, the event and the outbox in one MULTI … EXEC; a lost race starts again from the fresh case.
 * Whatever stops being public is purged from the page cache.  Depends on: model/derive, base/purge.
 */
#ifndef CASES_COMMIT_H
#define CASES_COMMIT_H

#include "model/access.h"

/* How often a lost race is run again. */
#define COMMIT_RACES 40

/* After a few lost races the loser waits a random while, longer each time, or the same would meet again at once. */
void commit_step_back(int race);

struct case_edit {
	struct casework *work;
	struct case_record before;	/* as read; n 0 for a new case */
	struct case_record after;	/* to be changed by the rule */
	struct batch batch;		/* further commands of the same commit */
	int64_t at;			/* when it happens, ms */
	struct str action;		/* for the event; empty: none */
	struct str by;
	struct str journal;		/* token of a recount that runs meanwhile (cases/journal); empty: none */
	struct str concerns;		/* the department that the event is about; empty: the one in charge */
};

/* Changes edit->after, adds entries and commands; may read (and WATCH) more through work->store. */
typedef enum status (*case_rule)(void *context, struct case_edit *edit);

/* Applies rule to case n.  Gives the rule's status, ERR_NOT_FOUND, ERR_AWAY; ERR_CONFLICT only after many lost races. */
enum status commit_case(struct casework *work, uint64_t n, case_rule rule, void *context, struct case_record *after);

/* The same for a case that is made now, with number n (edit->before is empty).  ERR_CONFLICT if a watched key changed. */
enum status commit_new(struct casework *work, struct case_edit *edit);

/* A new entry of the thread with its id, time and kind; the caller fills the rest before commit_entry adds it. */
struct value *commit_begin_entry(struct case_edit *edit, const char *kind);
void commit_entry(struct case_edit *edit, const struct value *entry);

#endif
