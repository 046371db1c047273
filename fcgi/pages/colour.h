/*
 * colour: an sRGB colour as style sheets write it, and whether text in it can be read (WCAG 2.1, 1.4.3).
 * Depends on: nothing.
 */
#ifndef PAGES_COLOUR_H
#define PAGES_COLOUR_H

#include <stdbool.h>

/* The contrast that text needs, at least. */
#define COLOUR_READABLE 4.5

struct colour {
	int red;	/* 0 to 255, as are the others */
	int green;
	int blue;
};

/* Reads "#14539a".  False, and *out as it was, for anything else. */
bool colour_parse(const char *text, struct colour *out);

/* Contrast ratio, 1 to 21. */
double colour_contrast(struct colour a, struct colour b);

/* a with percent (0 to 100) of b in it. */
struct colour colour_mix(struct colour a, struct colour b, int percent);

#endif
