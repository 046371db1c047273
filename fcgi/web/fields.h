/*
 * fields: name=value pairs as they stand in a query, a form's body or a Cookie header, and their parsers,
 * each with a fuzz target of its own.  Everything lies in the given arena.  Depends on: base/text,
 * base/value, uriparser.
 */
#ifndef WEB_FIELDS_H
#define WEB_FIELDS_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "base/value.h"

struct field {
	struct str name;
	struct str value;
	struct field *next;	/* in order of appearance */
};

/* The value of the first field of that name, whole names compared, or the empty string. */
struct str field_get(const struct field *fields, const char *name);

/* Adds to list the names and values in turn of all fields but those whose name is passing. */
void fields_keep(const struct field *fields, bool (*passing)(struct str name), struct value *list);
/* The fields of a list as fields_keep wrote it; NULL: none. */
struct field *fields_kept(struct arena *arena, const struct value *list);

/*
 * application/x-www-form-urlencoded.  ERR_MALFORMED: a broken escape, a NUL byte, not UTF-8; ERR_TOO_LARGE:
 * more than max_fields pairs.
 */
enum status fields_parse_urlencoded(struct arena *arena, struct str text, size_t max_fields,
	struct field **out);

/* RFC 6265 section 4.2.1.  Malformed pairs, and all after the first max_fields sound ones, are left out. */
struct field *fields_parse_cookie(struct arena *arena, struct str header, size_t max_fields);

#endif
