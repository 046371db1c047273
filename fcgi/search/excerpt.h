/*
 * excerpt: a text as a result of a search shows it: the part around the first word found, cut into pieces so
 * that the words found can be marked.  Pieces are as they stand in the text: whoever prints them escapes
 * them.  Pure.  Depends on: search/query.
 */
#ifndef SEARCH_EXCERPT_H
#define SEARCH_EXCERPT_H

#include "search/query.h"

struct excerpt_piece {
	struct str text;
	bool found;
};

struct excerpt {
	struct excerpt_piece *pieces;
	size_t count;
	bool hit;		/* a word was found in the text */
	bool before;		/* the text goes on before, and behind */
	bool behind;
};

/*
 * At most about this many characters of the text; 0: all of it.  Every place is marked where a word that was
 * asked for stands.
 */
void excerpt_make(struct arena *arena, const struct query *query, struct str text, size_t most,
	struct excerpt *out);

#endif
