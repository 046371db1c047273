/*
 * views: counts how often a public case was looked at.  Depends on: model/access,
 * store/transaction.
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
/*
 * The views that an older system counted, without that check; in the statistics they are of the month of
 * `at`.  Nothing for a case that has views already, so that it counts once.
 */
enum status case_views_take(struct casework *work, uint64_t n, int64_t views, int64_t at);

#endif
