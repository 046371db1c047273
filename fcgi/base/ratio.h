/*
 * ratio: parts of a whole as figures that people read, rounded to the nearest.  Depends on: nothing.
 */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include <stdint.h>

/*
 * part × times ÷ whole, rounded, halves upwards; 0 without a whole.  times: 1000 for per mille, 10 for
 * tenths.  None is negative.
 */
static inline int64_t ratio(int64_t part, int64_t times, int64_t whole)
{
	return whole > 0 ? (part * times + whole / 2) / whole : 0;
}

#endif
