/*
 * ratio: parts of a whole as figures that people read, rounded to the nearest.  Depends on: nothing.
 */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * part × times ÷ whole, rounded, halves upwards; 0 without a whole.  times: 1000 for per mille, 10 for
 * tenths.  None is negative.
 */
static inline int64_t ratio(int64_t part, int64_t times, int64_t whole)
{
	return whole > 0 ? (part * times + whole / 2) / whole : 0;
}

/*
 * The share of each part of their sum in per mille, which together are 1000: what rounding down leaves over
 * goes to those that lost most by it, the first of equal ones.  All 0 when the sum is.
 */
static inline void ratio_shares(const int64_t *parts, size_t count, int64_t *shares)
{
	int64_t whole = 0;
	int64_t left = 1000;

	for (size_t i = 0; i < count; i++)
		whole += parts[i];
	for (size_t i = 0; i < count; i++) {
		shares[i] = whole > 0 ? parts[i] * 1000 / whole : 0;
		left -= shares[i];
	}
	for (; whole > 0 && left > 0; left--) {
		size_t most = 0;

		for (size_t i = 1; i < count; i++)
			if (parts[i] * 1000 - shares[i] * whole > parts[most] * 1000 - shares[most] * whole)
				most = i;
		shares[most]++;
	}
}

#endif
