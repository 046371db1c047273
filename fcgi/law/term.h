/*
 * term: the arithmetic of a time limit in working days that stands still while something else is waited for,
 * as that of 政府信息公开条例 2019 article 33.  Whole civil days only; pure functions.  Depends on:
 * base/workdays.
 */
#ifndef LAW_TERM_H
#define LAW_TERM_H

#include <stddef.h>

#include "base/workdays.h"

/*
 * The days after from, up to and including to, don't count.  A pause that begins when the term is over
 * changes nothing.
 */
struct pause {
	int32_t from;
	int32_t to;
};

struct term {
	int32_t start;			/* isn't counted */
	int days;			/* working days */
	const struct pause *pauses;	/* in order, none within another */
	size_t pause_count;
};

/*
 * The term's last day; one that ran out on the day a pause began ends with the pause.  *provisional as
 * workdays_add has it.
 */
int32_t term_end(const struct workdays *calendar, const struct term *term, bool *provisional);
/* Working days of it that are over by the end of that day. */
int term_used(const struct workdays *calendar, const struct term *term, int32_t day);

#endif
