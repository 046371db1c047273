/*
 * table: a file of CSV as it comes out of a spreadsheet or an older system, read as the same objects as
 * NDJSON.  In UTF-8, with or without a byte order mark, or in GB18030; the first row names the columns, in
 * Chinese as 12345 platforms and mailboxes export them, or by our own names.  Owns the text.  Depends on:
 * base/csv, base/value, iconv.
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include "base/csv.h"
#include "base/value.h"

enum line { LINE_END, LINE_OBJECT, LINE_BAD };

struct table;

/*
 * Takes the file's bytes.  NULL when they are neither UTF-8 nor GB18030, two columns mean the same, or id,
 * time or body has no column: *problem says which, in English (static storage).  Columns of other names are
 * ignored: *unknown lists them (static storage), or is empty.
 */
struct table *table_new(struct str bytes, const char **problem, const char **unknown);
void table_free(struct table *table);

/*
 * The next row: {column: text} without the empty ones; times are made "YYYY-MM-DD HH:MM:SS", categories our
 * names.  *number is the line where it begins.  LINE_BAD: *problem (static) says what is wrong with it.
 */
enum line table_next(struct table *table, struct arena *arena, uint64_t *number, struct value **object,
	const char **problem);

#endif
