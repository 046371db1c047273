/*
 * html_body: an article of an older portal as CommonMark: headings, paragraphs, bold and italic text, lists,
 * quotes, links, pictures and tables; scripts, styles, forms, colours and fonts are left out.  What
 * CommonMark would read as a mark stays the character that it is.  Hostile HTML gives at worst a strange
 * text, which goes through the same checks as one that somebody wrote.  Pure.  Depends on: base/buf, libxml2.
 */
#ifndef CTL_HTML_BODY_H
#define CTL_HTML_BODY_H

#include "base/arena.h"
#include "base/str.h"

/* UTF-8 in, UTF-8 out; empty when nothing of it is text or nests deeper than anybody writes. */
struct str html_body(struct arena *arena, struct str html);

#endif
