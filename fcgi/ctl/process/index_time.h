/*
 * index_time: how long a query takes in the search indexes, the public's and the staff's, for `wenzhengctl
 * index --time`.  Asks for words out of each index's own texts, the same each time.  Depends on: ctl/ctl,
 * search/inside.
 */
#ifndef CTL_PROCESS_INDEX_TIME_H
#define CTL_PROCESS_INDEX_TIME_H

#include "ctl/ctl.h"

/* Asks so many (1 to 1,000,000), prints the figures as JSON.  Fails when there is no index, or nothing in it. */
int index_time(struct ctl *ctl, uint64_t queries);

#endif
