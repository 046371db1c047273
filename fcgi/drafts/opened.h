/*
 * opened: which of the cases that wait for their review somebody has opened, so that a bulk acceptance can
 * name those that nobody has.  The mark says not who, and ends when the case leaves the review.  Depends on:
 * model/casework.
 */
#ifndef DRAFTS_OPENED_H
#define DRAFTS_OPENED_H

#include "model/casework.h"

/* Whether it was: one command, and its result. */
void opened_ask(struct casework *work, struct batch *batch, uint64_t n);
bool opened_read(const struct result *result);

/* Whoever reviews it has its page before them. */
enum status opened_note(struct casework *work, uint64_t n);

/* Sets opened[i] for each of the numbers; one round trip. */
enum status opened_which(struct casework *work, const uint64_t *numbers, size_t count, bool *opened);

/* Adds the end of the mark to a batch that changes the case. */
void opened_end(struct casework *work, struct batch *batch, uint64_t n);

#endif
