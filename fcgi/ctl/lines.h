/*
 * lines: a file of objects, read one at a time: JSON, one a line (NDJSON), or the rows of a CSV table.
 * Owns the file and one line's memory; a line that is too long is skipped as a whole.  Depends on:
 * base/json, ctl/table.
 */
#ifndef CTL_LINES_H
#define CTL_LINES_H

#include <stdio.h>

#include "base/json.h"
#include "ctl/import/table.h"

/* Room for an article of ARTICLE_BODY_MAX characters as JSON. */
#define LINE_BYTES ((size_t)1024 * 1024)

struct lines {
	const char *path;
	FILE *file;		/* NULL: a table */
	struct table *table;
	uint64_t number;	/* of the line last read, from 1 */
	char text[LINE_BYTES + 2];
};

/* NULL (and errno) if it can't be opened.  The caller closes it. */
struct lines *lines_open(const char *path);
/*
 * A table: see table_new.  On failure NULL, and *problem (static) says why.  At most TABLE_BYTES.
 */
struct lines *lines_open_table(const char *path, const char **problem, const char **unknown);
#define TABLE_BYTES ((size_t)256 << 20)
void lines_close(struct lines *lines);

/*
 * The next line that isn't blank, parsed into the arena.  LINE_BAD: *problem (static) says in English what
 * is wrong with it; reading continues after it.  LINE_END also when reading fails: then lines_failed.
 */
enum line lines_next(struct lines *lines, struct arena *arena, struct value **object, const char **problem);
bool lines_failed(const struct lines *lines);

#endif
