/*
 * markdown_table: tables in the text of an article, which CommonMark 0.30 doesn't know: lines that begin with
 * "|", the second of them dashes (as GitHub Flavored Markdown 0.29, section 4.10, without alignment).  Before
 * the text is rendered each table leaves for a mark, afterwards it takes the place of that mark.  Pure;
 * nothing fails.  Depends on: base/buf.
 */
#ifndef PAGES_PUBLISH_MARKDOWN_TABLE_H
#define PAGES_PUBLISH_MARKDOWN_TABLE_H

#include "base/arena.h"
#include "base/str.h"

/* Further tables of a text stay text. */
#define TABLES_MOST 200

struct markdown_tables {
	struct str list[TABLES_MOST];	/* the lines of each */
	size_t count;
};

/* The text with a mark in place of each table, which goes to *out. */
struct str markdown_tables_take(struct arena *arena, struct str text, struct markdown_tables *out);

/* Gives the HTML of one cell. */
typedef struct str (*markdown_cell)(struct arena *arena, struct str text);
/* The HTML of such a text with its tables put back. */
struct str markdown_tables_put(struct arena *arena, struct str html, const struct markdown_tables *tables,
	markdown_cell cell);

#endif
