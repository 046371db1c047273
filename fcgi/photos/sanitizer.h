/*
 * sanitizer: runs wenzheng-photo, the separate program that makes a photo harmless, on bytes or on a file.
 * Trusts nothing that it reports but sizes.  Depends on: helper/helper, base/str, photos/jpeg.
 */
#ifndef PHOTOS_SANITIZER_H
#define PHOTOS_SANITIZER_H

#include "base/str.h"

/* The longer side of what is made, at most; its bytes, at most. */
#define PICTURE_SIDE 1600
/* Of the small one for lists of photos. */
#define PICTURE_SIDE_SMALL 400
#define PICTURE_BYTES_MAX (4 << 20)
/* Parts of a photo are blurred by rectangles, in parts of its sides: fine enough for a number plate. */
#define PICTURE_PARTS 10000
#define PICTURE_AREAS 60
/* More pixels than any phone's camera makes: refused as an attack. */
#define PICTURE_PIXELS_MAX 50000000
#define PICTURE_SIDE_MAX 20000
/*
 * Progressive JPEGs have about 10.  More is refused as an attack, for each is a pass over the whole
 * picture.
 */
#define PICTURE_SCANS_MAX 20

/* How it went; also the program's exit status. */
enum picture {
	PICTURE_OK = 0,
	PICTURE_FAILED = 20,	/* not because of the picture: no program, no memory, disk full */
	PICTURE_UNKNOWN = 21,	/* no photo, or of a kind that isn't read */
	PICTURE_HUGE = 22,	/* more pixels than are decoded */
	PICTURE_BROKEN = 23,	/* damaged */
	PICTURE_COSTLY = 24,	/* more work than it may make: scans, processor time, waiting */
};

struct picture_size {
	int width;
	int height;
	int64_t pixels;		/* of the picture that it was made of */
};

/* 0 ≤ left, 1 ≤ width, left + width ≤ PICTURE_PARTS; likewise top and height. */
struct picture_area {
	int left;
	int top;
	int width;
	int height;
};

struct picture_areas {
	struct picture_area list[PICTURE_AREAS];
	size_t count;
};

/* What it may cost. */
struct picture_limits {
	int wait_ms;		/* past it, it is PICTURE_COSTLY */
	/* of the picture that is read: past them, or PICTURE_PIXELS_MAX, it is PICTURE_HUGE */
	int64_t pixels;
};

/* The open files that the two JPEGs are written to. */
struct picture_out {
	int large;
	int small;
};

/* Makes both JPEGs of bytes; *size is the large one's. */
enum picture picture_reduce(struct str bytes, struct picture_out out, struct picture_limits limits,
	struct picture_size *size);

/* The same of the open file in, with nothing left to be recognised in the areas. */
enum picture picture_blur(int in, const struct picture_areas *areas, struct picture_out out, int wait_ms,
	struct picture_size *size);
/* Adds an area; false, and nothing is added, if it doesn't lie in the photo or there are PICTURE_AREAS. */
bool picture_area_add(struct picture_areas *areas, struct picture_area area);

#endif
