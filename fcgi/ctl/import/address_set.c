#include "ctl/import/address_set.h"

#include <stdlib.h>

#define FIRST_ROOM 1024

/* FNV-1a, 64 bits; never 0. */
static uint64_t hash_of(struct str address)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < address.len; i++)
		hash = (hash ^ (unsigned char)address.data[i]) * 0x100000001b3u;
	return hash != 0 ? hash : 1;
}

/* Where it stands, or would. */
static size_t slot_of(const struct address_set *set, uint64_t hash)
{
	size_t i = hash & (set->room - 1);

	while (set->slots[i] != 0 && set->slots[i] != hash)
		i = (i + 1) & (set->room - 1);
	return i;
}

static void grow(struct address_set *set)
{
	struct address_set larger = { .room = set->room > 0 ? set->room * 2 : FIRST_ROOM };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (larger.slots == NULL)
		abort();
	for (size_t i = 0; i < set->room; i++)
		if (set->slots[i] != 0)
			larger.slots[slot_of(&larger, set->slots[i])] = set->slots[i];
	larger.count = set->count;
	free(set->slots);
	*set = larger;
}

bool address_set_add(struct address_set *set, struct str address)
{
	uint64_t hash = hash_of(address);
	size_t i;

	if (set->count * 2 >= set->room)
		grow(set);
	i = slot_of(set, hash);
	if (set->slots[i] == hash)
		return false;
	set->slots[i] = hash;
	set->count++;
	return true;
}

bool address_set_has(const struct address_set *set, struct str address)
{
	uint64_t hash = hash_of(address);

	return set->room > 0 && set->slots[slot_of(set, hash)] == hash;
}

void address_set_free(struct address_set *set)
{
	free(set->slots);
	*set = (struct address_set){ 0 };
}
