/*
 * fold: text as search compares it.  Traditional = simplified, full = half width, capital = small; blanks,
 * line ends and what shows nothing are left out, so a word is found across a line end.  Each code point is
 * folded alone (NFKC_Casefold of Unicode, then search/simplified), so that a part of a text is folded as it
 * is within the whole.  The result is letters of 16 bits (UTF-16 without a 0).  The table of the common ones
 * is made at the first use and kept as long as the process lives.  Depends on: base/text, search/simplified.
 */
#ifndef SEARCH_FOLD_H
#define SEARCH_FOLD_H

#include "base/arena.h"

struct letters {
	const uint16_t *at;
	size_t count;
	const uint32_t *from;	/* when asked for: where in the text the code point of each begins */
};

/* text is UTF-8 of at most 2^32 - 1 bytes; bytes that are none are left out. */
struct letters fold_letters(struct arena *arena, struct str text, bool places);

/*
 * Tells two versions of the table apart: an index is asked with the table that it was written with.
 */
uint32_t fold_signature(void);

/* Where needle first is in letters at or after from; letters.count: nowhere.  needle.count > 0. */
size_t fold_find(struct letters letters, struct letters needle, size_t from);

#endif
