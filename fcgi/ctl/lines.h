/*
 * lines: a file of JSON objects, one a line (NDJSON), read a line at a time.  Owns the file and one line's memory; a line
 * that is too long is passed over whole.  Depends on: base/json.
 */
#ifndef CTL_LINES_H
#define CTL_LINES_H

#include <stdio.h>

#include "base/json.h"

#define LINE_BYTES ((size_t)64 * 1024)

struct lines {
	const char *path;
	FILE *file;
	uint64_t number;	/* of the line last read, from 1 */
	char text[LINE_BYTES + 2];
};

/* NULL (and errno) if it can't be opened.  The caller closes it. */
struct lines *lines_open(const char *path);
void lines_close(struct lines *lines);

enum line { LINE_END, LINE_OBJECT, LINE_BAD };

/*
 * The next line that isn't blank, parsed into the arena.  LINE_BAD: *problem (static) says in English what is wrong
 * with it; reading goes on behind it.  LINE_END also when reading fails: then ferror(lines->file).
 */
enum line lines_next(struct lines *lines, struct arena *arena, struct value **object, const char **problem);

#endif
