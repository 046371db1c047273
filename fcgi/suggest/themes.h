/*
 * themes: the operator's list of everyday matters (conf/themes.txt) with the words that people use for them.
 * A theme is no department: the model learns from the site's own assignments whose it is, and knows words by
 * it that no assigned post had yet.  Depends on: suggest/vector.
 */
#ifndef SUGGEST_THEMES_H
#define SUGGEST_THEMES_H

#include "base/status.h"
#include "suggest/vector.h"

struct theme_word {
	uint64_t hash;
	uint32_t theme;
};

struct themes {
	size_t count;
	struct theme_word *words;	/* by hash */
	size_t word_count;
};

/*
 * A line each, "name: word word …"; lines that begin with # are comments.  ERR_INVALID for a line without a
 * colon, a word that is too long, or more than THEMES_MOST lines: *problem (static) names the line.
 */
enum status themes_parse(struct arena *arena, struct str text, struct themes *out, const char **problem);

/* The first row with that hash, or NULL; further ones follow it. */
const struct theme_word *themes_find(const struct themes *themes, uint64_t hash);

#endif
