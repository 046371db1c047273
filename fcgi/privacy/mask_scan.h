/*
 * mask_scan: text taken apart for the masking rules, and the rules themselves.  Each code point is folded
 * (full-width to narrow, lower to upper case, every dash to '-', every blank to ' ') and knows its bytes in
 * the original; zero-width characters belong to the code point before them.  For privacy/mask alone.  Depends
 * on: base/arena, privacy/mask_kind.
 */
#ifndef PRIVACY_MASK_SCAN_H
#define PRIVACY_MASK_SCAN_H

#include "base/arena.h"
#include "privacy/mask_kind.h"

struct point {
	uint32_t c;	/* folded */
	bool star;	/* to be shown as '*' */
	size_t from;	/* byte in the original; the next point's from ends it */
};

struct scan {
	struct str text;
	struct point *points;	/* count of them, and one more for the end */
	size_t count;
	const struct point *name;	/* the sender's, folded alike */
	size_t name_count;
	size_t family;			/* points of its family name; 0: no name that can be told in a text */
};

struct scan scan_text(struct arena *arena, struct str text);

/* The folded code point at i, or 0 outside the text (also for "before the start", i = SIZE_MAX). */
uint32_t scan_at(const struct scan *scan, size_t i);
bool scan_digit(const struct scan *scan, size_t i);
bool scan_alnum(const struct scan *scan, size_t i);
/*
 * The length in points of word (UTF-8, folded form) if it stands at i; or if it ends just before i; else 0.
 */
size_t scan_word(const struct scan *scan, size_t i, const char *word);
size_t scan_word_before(const struct scan *scan, size_t i, const char *word);
/*
 * Whether any of the words (the list ends with NULL) stands at i; or ends just before i; its length, else 0.
 */
size_t scan_any(const struct scan *scan, size_t i, const char *const *words);
size_t scan_any_before(const struct scan *scan, size_t i, const char *const *words);
/* Stars the letters and digits of [from, to). */
void scan_star(struct scan *scan, size_t from, size_t to);
void scan_unstar(struct scan *scan, size_t from, size_t to);

/*
 * A rule looks whether what it hides begins at i.  If so it stars what must go, sets *kind, and returns where
 * that ends; else it returns i and changes nothing.
 */
typedef size_t (*mask_rule)(struct scan *scan, size_t i, enum mask_kind *kind);

#endif
