/*
 * other_sites: whether a Redis belongs to another site than the one that asks: its id may have been
 * changed over a filled state, or the state is somebody else's.  Depends on: store.
 */
#ifndef STORE_OTHER_SITES_H
#define STORE_OTHER_SITES_H

#include "store/store.h"

/*
 * *id is a site, none of those known, of which this Redis holds keys while it holds none of the store's own;
 * empty: there is none, as far as a bounded look shows.  ERR_AWAY.
 */
enum status other_sites_find(struct store *store, struct arena *arena, const char *const *known, size_t count,
	struct str *id);

#endif
