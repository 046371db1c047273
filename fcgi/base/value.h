/*
 * value: a small tree of maps, lists, strings, integers and booleans in an arena: what a page shows (the
 * view), what a thread entry holds, what a token claims.  Owns nothing beyond the arena; building one fails
 * only when the arena is exhausted (arena_guarded).  Reading a member that is absent or of another type
 * gives an empty value, so readers of stored data need no ladder of checks.  Depends on: base/arena.
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/arena.h"

enum value_type { VALUE_NULL, VALUE_BOOL, VALUE_INT, VALUE_STR, VALUE_LIST, VALUE_MAP };

struct value {
	enum value_type type;
	bool boolean;
	int64_t integer;
	struct str str;
	struct arena *arena;	/* of a list or map: where its members go */
	struct member *first;	/* of a list or map, in order */
	struct member *last;
	size_t count;
};

struct member {
	struct str key;		/* empty in a list */
	struct member *next;
	uint32_t tag;		/* of the key: see key_tag */
	struct value value;
};

/* Tells most keys apart without a look at their bytes: length, first, middle and last byte. */
static inline uint32_t key_tag(struct str key)
{
	if (key.len == 0)
		return 0;
	return (uint32_t)(key.len & 0xff) | (uint32_t)(unsigned char)key.data[0] << 8 |
	       (uint32_t)(unsigned char)key.data[key.len / 2] << 16 |
	       (uint32_t)(unsigned char)key.data[key.len - 1] << 24;
}

struct value *value_map(struct arena *arena);
struct value *value_list(struct arena *arena);

/*
 * Adds an empty member under key to a map, or with an empty key to a list; the caller fills it at once.
 * The key must live as long as the arena.  A key must not be added twice.
 */
struct value *value_add(struct value *parent, struct str key);

/*
 * Adders to a map.  The key must be a literal or live as long as the arena; strings are referred to, not
 * copied.  They stand here so that the compiler measures the literals.
 */
static inline void map_str(struct value *map, const char *key, struct str s)
{
	struct value *v = value_add(map, str_of(key));

	v->type = VALUE_STR;
	v->str = s;
}

static inline void map_int(struct value *map, const char *key, int64_t i)
{
	struct value *v = value_add(map, str_of(key));

	v->type = VALUE_INT;
	v->integer = i;
}

static inline void map_bool(struct value *map, const char *key, bool b)
{
	struct value *v = value_add(map, str_of(key));

	v->type = VALUE_BOOL;
	v->boolean = b;
}

struct value *map_map(struct value *map, const char *key);
struct value *map_list(struct value *map, const char *key);
/* Adds the whole tree v under key. */
void map_value(struct value *map, const char *key, const struct value *v);

/* Adders to a list; list_map returns the new map to be filled. */
void list_str(struct value *list, struct str s);
struct value *list_map(struct value *list);
void list_value(struct value *list, const struct value *v);

/* The member of a map, or NULL. */
const struct value *map_find(const struct value *map, struct str key);

/* Readers: the member, or NULL; or its content, or an empty one when absent or of another type. */
static inline const struct value *map_get(const struct value *map, const char *key)
{
	return map_find(map, str_of(key));
}

struct str map_get_str(const struct value *map, const char *key);
int64_t map_get_int(const struct value *map, const char *key, int64_t otherwise);
bool map_get_bool(const struct value *map, const char *key);

#endif
