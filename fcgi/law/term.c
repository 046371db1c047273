#include "law/term.h"

int32_t term_end(const struct workdays *calendar, const struct term *term, bool *provisional)
{
	int32_t day = term->start;
	int left = term->days;

	for (size_t i = 0; i < term->pause_count; i++) {
		const struct pause *pause = &term->pauses[i];

		if (workdays_add(calendar, day, left, NULL) < pause->from)
			break;
		left -= workdays_between(calendar, day, pause->from);
		day = pause->to;
	}
	return workdays_add(calendar, day, left, provisional);
}

int term_used(const struct workdays *calendar, const struct term *term, int32_t day)
{
	int used = workdays_between(calendar, term->start, day);

	for (size_t i = 0; i < term->pause_count; i++) {
		const struct pause *pause = &term->pauses[i];

		if (pause->from < day)
			used -= workdays_between(calendar, pause->from, pause->to < day ? pause->to : day);
	}
	return used;
}
