/*
 * named: the three functions that every enum with names in Redis and labels in Chinese has: X_name, X_label,
 * X_parse, over a table in the order of the enum.  Depends on: base.
 */
#ifndef BASE_NAMED_H
#define BASE_NAMED_H

#include "base/str.h"

struct named {
	const char *name;
	const char *label;
};

/* The row of that name among count rows; false when there is none. */
static inline bool named_find(const struct named *rows, size_t count, struct str name, size_t *out)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_of(rows[i].name))) {
			*out = i;
			return true;
		}
	return false;
}

#define NAMED(type, table, count) \
	const char *type##_name(enum type value) \
	{ \
		return table[value].name; \
	} \
	const char *type##_label(enum type value) \
	{ \
		return table[value].label; \
	} \
	bool type##_parse(struct str name, enum type *out) \
	{ \
		size_t i; \
\
		if (!named_find(table, count, name, &i)) \
			return false; \
		*out = (enum type)i; \
		return true; \
	}

#endif
