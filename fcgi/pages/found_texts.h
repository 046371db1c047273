/*
 * found_texts: the texts of what a search found, as a result shows them: the title, and of the rest the part
 * that has the words, in pieces, so that the words are marked.  Pure.  Depends on: search/excerpt.
 */
#ifndef PAGES_FOUND_TEXTS_H
#define PAGES_FOUND_TEXTS_H

#include "base/value.h"
#include "search/query.h"
#include "search/segment.h"

/*
 * Adds to map "title_pieces" and "pieces" ([{text, found}]), "of_answer" (the pieces are of the answer, as
 * nothing else has a word), "goes_before" and "goes_on" (the text goes on there).
 */
void found_texts_view(struct arena *arena, const struct query *query, const struct str texts[SECTIONS],
	struct value *map);

#endif
