/*
 * picture: runs wenzheng-photo, the separate program that makes a photo harmless, on bytes or on a file.  Waits for it
 * only so long, and takes its word for nothing but width and height.  Depends on: base/str.
 */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include "base/str.h"

/* The longer side of what is made, at most; its bytes, at most. */
#define PICTURE_SIDE 1600
/* Of the small one for lists of photos. */
#define PICTURE_SIDE_SMALL 400
#define PICTURE_BYTES_MAX (4 << 20)
/* Rows and columns of the grid by which parts are blurred. */
#define PICTURE_GRID 5
#define PICTURE_CELLS (PICTURE_GRID * PICTURE_GRID)
/* More than any phone's camera makes is a bomb. */
#define PICTURE_PIXELS_MAX 50000000
#define PICTURE_SIDE_MAX 20000

/* How it went; also the program's exit status. */
enum picture {
	PICTURE_OK = 0,
	PICTURE_FAILED = 20,	/* nobody's picture is to blame: no program, no memory, disk full */
	PICTURE_UNKNOWN = 21,	/* no photo, or of a kind that isn't read */
	PICTURE_HUGE = 22,	/* more pixels than are decoded */
	PICTURE_BROKEN = 23,	/* damaged, or more work than it may make */
};

struct picture_size {
	int width;
	int height;
};

/* The open files that the two JPEGs are written to. */
struct picture_out {
	int large;
	int small;
};

/* Makes both JPEGs of bytes; *size is the large one's.  wait_ms is how long it may take; past it, it is broken. */
enum picture picture_reduce(struct str bytes, struct picture_out out, int wait_ms, struct picture_size *size);

/* The same of the open file in, with nothing left to be recognised where mask, a '0' or '1' for each cell, has a '1'. */
enum picture picture_blur(int in, const char mask[PICTURE_CELLS + 1], struct picture_out out, int wait_ms, struct picture_size *size);

#endif
