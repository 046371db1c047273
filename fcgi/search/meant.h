/*
 * meant: when nothing is found, the words of the index that sound like what was typed: pinyin, or Chinese
 * with a wrong character of the same sound.  Only words of the index, that is of what the public may see.
 * Looks at pairs of letters, the common ones first: takes the same time however many documents there are.
 * Pure.  Depends on: search/find, search/pinyin.
 */
#ifndef SEARCH_MEANT_H
#define SEARCH_MEANT_H

#include "search/find.h"

enum { MEANT_MOST = 3 };

struct meant {
	struct {
		struct str text;
		uint64_t total;	/* what a search for it finds, without filters */
	} words[MEANT_MOST];	/* those that find the most first */
	size_t count;
};

/* text: as it was typed; query: the same, parsed. */
void meant_find(struct arena *arena, const struct index *index, const struct query *query, struct str text,
	struct meant *out);

#endif
