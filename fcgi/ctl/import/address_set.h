/*
 * address_set: addresses of an older portal, as many as a file names, 16 bytes each: their hashes.  Two
 * different ones count as the same with a chance of 2^-64.  Owns its memory; ends the process when there is
 * no more.  Depends on: base/str.
 */
#ifndef CTL_ADDRESS_SET_H
#define CTL_ADDRESS_SET_H

#include "base/str.h"

struct address_set {
	uint64_t *slots;	/* 0: free */
	size_t room;		/* a power of two, or 0 */
	size_t count;
};

/* False when it was there already. */
bool address_set_add(struct address_set *set, struct str address);
bool address_set_has(const struct address_set *set, struct str address);
void address_set_free(struct address_set *set);

#endif
