/*
 * str: counted strings.  A struct str points at bytes it does not own and knows their number; the function
 * that gives one says how long the bytes live.  Nothing here allocates or fails.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct str {
	const char *data;
	size_t len;
};

/* A struct str of a string literal, without its NUL. */
#define S(literal) ((struct str){ (literal), sizeof(literal) - 1 })
/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) ((int)(s).len), ((s).data ? (s).data : "")

/* A struct str of a NUL-terminated string; NULL gives the empty string. */
static inline struct str str_of(const char *text)
{
	return (struct str){ text, text ? strlen(text) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

static inline bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       (suffix.len == 0 || memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0);
}

/* Equal but for the case of ASCII letters. */
static inline bool str_eq_nocase(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || strncasecmp(a.data, b.data, a.len) == 0);
}

/* The bytes [from, to) of s, both clipped to its length. */
static inline struct str str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (struct str){ s.data != NULL ? s.data + from : NULL, to - from };
}

/* Byte order, shorter first when one is the other's prefix; like strcmp. */
int str_cmp(struct str a, struct str b);

/* Offset of the first byte c at or after from, or s.len. */
size_t str_find(struct str s, char c, size_t from);

/* Offset of the first occurrence of needle at or after from, or s.len if there is none. */
size_t str_search(struct str s, struct str needle, size_t from);

/*
 * Cuts the next piece up to (not including) separator from *rest and moves *rest past it.
 * Returns false when nothing is left.
 */
bool str_cut(struct str *rest, char separator, struct str *piece);

/* Whether item is one of the pieces of a list with that separator between. */
bool str_lists(struct str list, char separator, struct str item);

/* ASCII whitespace off both ends. */
struct str str_trim(struct str s);

/* Decimal digits only, no sign, no blanks, at most max: the value in *out, or false and *out untouched. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);

/* As str_to_u64, with an optional leading '-'. */
bool str_to_i64(struct str s, int64_t *out);

#endif
