/*
 * packed: a list of strings, such as HGETALL or LRANGE give, as one compressed value.  The dictionary that
 * the value names lies in Redis, is never changed, and is fetched once for each link.  What can't be
 * unpacked is never taken for an empty list: ERR_AWAY without the dictionary, as all values that name it;
 * ERR_DAMAGED when the matter is this value.  The log says which and why.  Depends on: store, store/keys,
 * compress.
 */
#ifndef STORE_PACKED_H
#define STORE_PACKED_H

#include "store/store.h"

/* No larger list is packed, in bytes. */
#define PACKED_MOST ((size_t)4 << 20)

/* The list as the value's reply; where: the key that it was read from, for the log. */
enum status packed_read(struct store *store, struct arena *arena, struct str where, struct str value,
	struct result *out);

/*
 * The list as a value.  ERR_TOO_LARGE; ERR_INTERNAL when it doesn't come back as it was, which is logged:
 * then it must not be stored.
 */
enum status packed_make(struct arena *arena, struct dictionary *dictionary, const struct str *list,
	size_t count, struct str *value);

/* ERR_NOT_FOUND when there is none with that id, or what is stored isn't one; id < DICTIONARIES_MOST. */
enum status packed_dictionary(struct store *store, struct arena *arena, uint32_t id, struct dictionary **out);

/* The newest dictionary's id; 0 when there is none. */
enum status packed_newest(struct store *store, struct arena *arena, uint32_t *id);
/* Adds the command that stores a dictionary. */
void packed_keep_dictionary(struct store *store, struct batch *changes, uint32_t id, struct str bytes);

#endif
