/*
 * summary: the figures that the home page and /metrics show, from the tallies.  Depends on: model/casework.
 */
#ifndef LISTS_SUMMARY_H
#define LISTS_SUMMARY_H

#include "model/casework.h"

/*
 * Public numbers for the home page: topics, answered, answer rate in ‰, leads, this month's …: a map of
 * integers.
 */
enum status summary_read(struct casework *work, struct value **figures);

#endif
