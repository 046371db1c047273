/*
 * grams: the runs of neighbouring characters in a text, by which suggestions compare and learn: Chinese
 * needs no words to be cut for it.  Blanks and punctuation end a run.  Owns nothing beyond the arena.
 * Depends on: base/text.
 */
#ifndef SUGGEST_GRAMS_H
#define SUGGEST_GRAMS_H

#include "base/arena.h"

/* What is read of one text; the rest of a longer one is passed over. */
#define GRAM_TEXT_CHARACTERS 3000

struct gram {
	uint64_t hash;
	struct str text;	/* where it first stands */
	uint32_t count;
};

struct grams {
	struct gram *list;	/* by hash, each once */
	size_t count;
};

/*
 * The grams of text with least to most characters.  Those of different fields (title, body) get different
 * hashes.
 */
struct gram_kind {
	unsigned field;
	unsigned least;
	unsigned most;
};
struct grams grams_of(struct arena *arena, struct str folded, struct gram_kind kind);

/* Of those only the ones whose hashes are listed, sorted: cheaper where few are. */
struct hash_list {
	const uint64_t *hashes;
	size_t count;
};
struct grams grams_among(struct arena *arena, struct str folded, struct gram_kind kind,
	struct hash_list among);

/* The first place in sorted hashes that isn't below hash. */
size_t hash_place(const uint64_t *hashes, size_t count, uint64_t hash);

/* The text as grams are cut from it: folded, at most so many characters. */
struct str gram_text(struct arena *arena, struct str text);

/* The gram of that hash, or NULL. */
const struct gram *grams_find(const struct grams *grams, uint64_t hash);

/* The hash of a whole word in that field. */
uint64_t gram_hash(struct str text, unsigned field);

#endif
