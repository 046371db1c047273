/*
 * wording: times and ratings in words, the same on every page.  Results live in the caller's arena.
 * Depends on: model/casework.
 */
#ifndef PAGES_VIEW_WORDING_H
#define PAGES_VIEW_WORDING_H

#include "model/casework.h"

/* "11月20日" in the year of now, else "2025年11月20日"; empty for 0.  Times are ms since 1970. */
struct str wording_day(struct arena *arena, int64_t ms, int64_t now);
/* A date ("2026-11-20") without its year when that is the present one: "11-20". */
struct str wording_short(struct str date, const struct casework *work);
/* "2026年11月20日 10:00"; empty for 0. */
struct str wording_minute(struct arena *arena, int64_t ms);
/*
 * "11月20日 18:00", of another year with it; "11月20日" for the last minute of a day, as deadlines have it;
 * empty for 0.
 */
struct str wording_moment(struct arena *arena, int64_t ms, int64_t now);
/* "2026-11-20"; empty for 0. */
struct str wording_date(struct arena *arena, int64_t ms);
/* RFC 3339; empty for 0. */
struct str wording_instant(struct arena *arena, int64_t ms);
/* Adds {line} to the list for each line of a text that isn't blank, without blanks around it. */
void wording_lines(struct value *list, struct str text);
/* "很不满意" … "非常满意" for 1–5; else empty. */
struct str wording_rating(int64_t rating);

#endif
