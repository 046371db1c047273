/*
 * brand: the look of one city, from [site] colour and emblem: a style sheet that sets a few tokens of
 * site.css, and the emblem's picture.  Both have addresses that change with their content, so that browsers
 * keep them for a year.  Owns both.  A colour in which letters can't be read, and an emblem that browsers and
 * phones can't use, are refused when the program starts.  Depends on: pages/colour, base/config,
 * crypt/encode.
 */
#ifndef PAGES_BRAND_H
#define PAGES_BRAND_H

#include "base/arena.h"
#include "base/config.h"

/* A file for the public. */
struct brand_file {
	struct str url;		/* empty: there is none */
	struct str type;
	struct str bytes;
};

struct brand {
	struct arena *arena;
	struct brand_file style;	/* none where neither colour nor emblem is set */
	struct brand_file icon;		/* none likewise: then it is /static/favicon.svg */
	struct str touch;		/* the address of a PNG for home screens and shared links */
	struct str touch_size;		/* "240x240" */
	struct str theme;		/* what phones colour their bars with */
};

/* Static storage holds *problem, which names the file.  brand_free in any case. */
enum status brand_load(const struct config *config, struct brand *brand, const char **problem);
void brand_free(struct brand *brand);

/* The file of this name (the last part of its address), or NULL; *same: whether it is its present address. */
const struct brand_file *brand_find(const struct brand *brand, struct str name, bool *same);

#endif
