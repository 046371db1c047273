/*
 * csv: comma-separated values, read a row at a time (RFC 4180; a line may also end in LF alone).  Reads
 * text that is in memory already and owns nothing.  A wrong row is reported and skipped; reading continues
 * at the next line.  Depends on: base/arena.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"

#define CSV_FIELDS 100
#define CSV_ROW_BYTES ((size_t)64 * 1024)

struct csv {
	struct str rest;	/* what has not been read yet */
	uint64_t line;		/* where the last row began, from 1 */
	uint64_t next_line;
};

static inline struct csv csv_of(struct str text)
{
	return (struct csv){ .rest = text, .next_line = 1 };
}

enum csv_row { CSV_END, CSV_ROW, CSV_BAD };

/*
 * The next row that isn't blank: its fields, with quotes taken off, in the arena or in the text itself.
 * CSV_BAD: *problem (static) says in English what is wrong: a quote out of place, one that is never closed,
 * more than CSV_FIELDS fields, more than CSV_ROW_BYTES.
 */
enum csv_row csv_next(struct csv *csv, struct arena *arena, struct str fields[CSV_FIELDS], size_t *count,
	const char **problem);

#endif
