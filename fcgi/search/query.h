/*
 * query: what people type into a search field.  Blanks part words, all of which must be found; - before a
 * word: it must not be found; quotation marks keep several words together.  Full-width and Chinese forms of
 * blank, minus and quotation marks count as these.  Nothing else has a meaning: % and * are looked for.
 * Pure.  Depends on: search/fold.
 */
#ifndef SEARCH_QUERY_H
#define SEARCH_QUERY_H

#include "search/fold.h"

/* QUERY_MARKS: room for terms that a search adds to those that were typed. */
enum { QUERY_CHARACTERS = 100, QUERY_TYPED = 10, QUERY_MARKS = 4, QUERY_TERMS = QUERY_TYPED + QUERY_MARKS };

struct query_term {
	struct letters letters;	/* at least one */
	bool without;		/* must not be found */
};

struct query {
	struct query_term terms[QUERY_TERMS];	/* those to be found first */
	size_t count;
	size_t wanted;	/* how many of them are to be found */
};

enum query_fault {
	QUERY_FINE,
	QUERY_EMPTY,	/* no word in it */
	QUERY_NEGATIVE,	/* only what must not be found */
	QUERY_LONG,	/* more than QUERY_CHARACTERS, or QUERY_TYPED words */
	QUERY_BAD,	/* no UTF-8 */
};

/* Any bytes.  Only of a fine one *out is filled. */
enum query_fault query_parse(struct arena *arena, struct str text, struct query *out);
/* What is wrong with it, as a sentence in Chinese; NULL of a fine one. */
const char *query_fault_text(enum query_fault fault);

#endif
