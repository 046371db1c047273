/*
 * lease: a 10-minute lease on a case, so that two people don't write the same answer.  Depends on:
 * model/access.
 */
#ifndef DRAFTS_LEASE_H
#define DRAFTS_LEASE_H

#include "model/access.h"

#define LEASE_MS (10 * MS_PER_MINUTE)

/*
 * Takes or renews it.  ERR_CONFLICT when a colleague has it; *holder is who has it now, *until when it ends.
 */
enum status lease_take(struct casework *work, uint64_t n, const struct viewer *by, struct str *holder,
	int64_t *until);
/* Gives it back, if it is the viewer's. */
enum status lease_drop(struct casework *work, uint64_t n, const struct viewer *by);
/* Whoever has it: adds its end to a batch that changes the case. */
void lease_end(struct casework *work, struct batch *batch, uint64_t n);
/* *holder empty when nobody has it. */
/* The two halves of lease_look: adds its two commands, and reads their results. */
void lease_ask(struct casework *work, struct batch *batch, uint64_t n);
void lease_read(struct casework *work, const struct result *results, struct str *holder, int64_t *until);
enum status lease_look(struct casework *work, uint64_t n, struct str *holder, int64_t *until);

#endif
