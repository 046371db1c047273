/*
 * vector: a post as numbers that a linear model weighs: how strongly each known gram of title and body, and
 * each theme of everyday matters, stands in it.  Title and body count apart; a gram counts by the logarithm
 * of its number and by how rare it is (tf-idf).  Owns nothing beyond the arena.  Depends on: suggest/grams.
 */
#ifndef SUGGEST_VECTOR_H
#define SUGGEST_VECTOR_H

#include "suggest/grams.h"

/* The longest word of a theme, in characters. */
#define THEME_WORD_CHARACTERS 8
#define THEMES_MOST 128

/*
 * What is known of a site's texts.  Rows are sorted by hash.  A word that stands in several themes has a row
 * for each.
 */
struct vocabulary {
	size_t rows;
	const uint64_t *hashes;		/* of grams */
	const float *rarities;		/* idf, at least 0 */
	size_t words;
	const uint64_t *word_hashes;
	const float *word_rarities;	/* divided by the root of how many themes have the word */
	const uint32_t *word_themes;	/* below themes */
	size_t themes;
};

/* Features are numbered: rows first, then the themes. */
struct feature {
	uint32_t index;
	float value;
	struct str words;	/* what of the text it stands for: a gram, or a theme's strongest word */
};

struct vector {
	struct feature *list;
	size_t count;
};

/* The kinds of grams that make rows. */
#define GRAM_KINDS 4
extern const struct gram_kind gram_kinds[GRAM_KINDS];
enum gram_field { GRAM_TITLE, GRAM_BODY, GRAM_THEME };

/* Title and body as grams are cut from them. */
struct post_text {
	struct str title;
	struct str body;
};
struct post_text post_text(struct arena *arena, struct str title, struct str body);

struct grams post_grams(struct arena *arena, const struct post_text *post, size_t kind);

/* Its length is 1, or 0 when nothing of it is known. */
struct vector vector_of(struct arena *arena, const struct vocabulary *vocabulary,
	const struct post_text *post);

#endif
