/*
 * views: counts how often a public case was looked at.  Depends on: model/access, store.
 */
#ifndef PARTICIPATION_VIEWS_H
#define PARTICIPATION_VIEWS_H

#include "model/record.h"

/* Counts one view of a case.  ERR_NOT_FOUND unless the public may see it. */
enum status case_viewed(struct casework *work, uint64_t n);
/*
 * Adds views counted elsewhere, without that check: for loading data.  In the statistics they are of
 * work->now.
 */
enum status case_views_add(struct casework *work, uint64_t n, int64_t views);

#endif
