/*
 * markdown: an article's body as HTML (CommonMark 0.30, by libcmark in its safe mode: no raw HTML, no
 * javascript: or data: links), with tables.  Its headings begin below the page's own.  Ends the process when
 * memory is exhausted.  Depends on: base/arena, pages/publish/markdown_table, libcmark.
 */
#ifndef PAGES_PUBLISH_MARKDOWN_H
#define PAGES_PUBLISH_MARKDOWN_H

#include "base/arena.h"

/* In the arena; may stand in a page as it is. */
struct str markdown_html(struct arena *arena, struct str text);

#endif
