#include "base/value.h"

static struct value *fresh(struct arena *arena, enum value_type type)
{
	struct value *value = ARENA_NEW(arena, struct value);

	value->type = type;
	value->arena = arena;
	return value;
}

struct value *value_map(struct arena *arena)
{
	return fresh(arena, VALUE_MAP);
}

struct value *value_list(struct arena *arena)
{
	return fresh(arena, VALUE_LIST);
}

struct value *value_add(struct value *parent, struct str key)
{
	struct member *member = ARENA_NEW(parent->arena, struct member);

	member->key = key;
	member->tag = key_tag(key);
	if (parent->last != NULL)
		parent->last->next = member;
	else
		parent->first = member;
	parent->last = member;
	parent->count++;
	return &member->value;
}

static struct value *append_branch(struct value *parent, struct str key, enum value_type type)
{
	struct value *v = value_add(parent, key);

	v->type = type;
	v->arena = parent->arena;
	return v;
}

struct value *map_map(struct value *map, const char *key)
{
	return append_branch(map, str_of(key), VALUE_MAP);
}

struct value *map_list(struct value *map, const char *key)
{
	return append_branch(map, str_of(key), VALUE_LIST);
}

void map_value(struct value *map, const char *key, const struct value *v)
{
	*value_add(map, str_of(key)) = *v;
}

void list_str(struct value *list, struct str s)
{
	struct value *v = value_add(list, (struct str){ 0 });

	v->type = VALUE_STR;
	v->str = s;
}

struct value *list_map(struct value *list)
{
	return append_branch(list, (struct str){ 0 }, VALUE_MAP);
}

void list_value(struct value *list, const struct value *v)
{
	*value_add(list, (struct str){ 0 }) = *v;
}

const struct value *map_find(const struct value *map, struct str key)
{
	uint32_t tag = key_tag(key);

	if (map == NULL || map->type != VALUE_MAP)
		return NULL;
	for (const struct member *m = map->first; m != NULL; m = m->next)
		if (m->tag == tag && str_eq(m->key, key))
			return &m->value;
	return NULL;
}

struct str map_get_str(const struct value *map, const char *key)
{
	const struct value *v = map_get(map, key);

	return v != NULL && v->type == VALUE_STR ? v->str : (struct str){ 0 };
}

int64_t map_get_int(const struct value *map, const char *key, int64_t otherwise)
{
	const struct value *v = map_get(map, key);

	return v != NULL && v->type == VALUE_INT ? v->integer : otherwise;
}

bool map_get_bool(const struct value *map, const char *key)
{
	const struct value *v = map_get(map, key);

	return v != NULL && v->type == VALUE_BOOL && v->boolean;
}
