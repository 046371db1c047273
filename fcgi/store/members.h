/*
 * members: a struct that stands in Redis as a hash, by one table that maps fields to members.  A member at
 * its default is not stored; what is no field of the table, or no valid value, reads as the default.  Fails
 * as the store does.  Depends on: store/transaction.
 */
#ifndef STORE_MEMBERS_H
#define STORE_MEMBERS_H

#include "store/store.h"

/* Of type int64_t (or uint64_t up to INT64_MAX), struct str, bool, an enum. */
enum member_type { MEMBER_INT, MEMBER_STR, MEMBER_BOOL, MEMBER_NAME };

/* How an enum is named: print gives the empty string for a default that is not stored. */
struct member_names {
	bool (*parse)(struct str name, void *member);
	struct str (*print)(const void *member);
};

struct member_row {
	struct str field;
	enum member_type type;
	size_t offset;			/* of the member in its struct */
	const char *meaning;		/* in English, for the printed data model */
	const struct member_names *names;	/* of MEMBER_NAME */
};

struct member_table {
	const struct member_row *rows;
	size_t count;			/* at most MEMBERS_MOST */
};
#define MEMBERS_MOST 112

/* The row of a field of struct type, for a static table; type_ is INT, STR, BOOL. */
#define MEMBER_ROW(field_, type_, struct_, member_, meaning_) \
	{ \
		S(field_), MEMBER_##type_, offsetof(struct_, member_), meaning_, NULL \
	}
#define MEMBER_ROW_NAME(field_, names_, struct_, member_, meaning_) \
	{ \
		S(field_), MEMBER_NAME, offsetof(struct_, member_), meaning_, &(names_) \
	}

/* Fills the struct, which the caller has zeroed, from a HGETALL reply. */
void members_read(const struct member_table *table, const struct result *pairs, void *to);
/* The member as the hash holds it; empty at its default. */
struct str members_text(struct arena *arena, const struct member_row *row, const void *from);
/*
 * One round trip: the hashes of these keys, (*hashes)[i] the HGETALL reply for keys[i]; with watched, in a
 * step of a transaction, under WATCH.
 */
enum status members_fetch(struct store *store, struct arena *arena, bool watched, const struct str *keys,
	size_t count, struct result **hashes);
/* Adds the HSET and HDEL of key that turn before into after; before NULL: there is no such hash yet. */
void members_write(const struct member_table *table, struct batch *batch, struct str key, const void *before,
	const void *after);
/* What the field holds, in English: "integer", "text", "name", "1 or absent". */
const char *members_type(const struct member_row *row);

#endif
