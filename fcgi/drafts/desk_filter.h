/*
 * desk_filter: how an account last filtered a desk's queue, as the query string that asks for it, kept for
 * 180 days so that a desk looks in the morning as it was left.  No part of any case.  Depends on: store.
 */
#ifndef DRAFTS_DESK_FILTER_H
#define DRAFTS_DESK_FILTER_H

#include "model/casework.h"

/* *query empty: nothing is kept. */
enum status desk_filter_read(struct casework *work, struct str account, struct str desk, struct str *query);
/* An empty query forgets it. */
enum status desk_filter_write(struct casework *work, struct str account, struct str desk, struct str query);

#endif
