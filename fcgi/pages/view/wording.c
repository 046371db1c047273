#include "pages/view/wording.h"

struct str wording_day(struct arena *arena, int64_t ms, int64_t now)
{
	struct date date = date_of_day(clock_day(ms));

	if (ms == 0)
		return (struct str){ 0 };
	if (date.year == date_of_day(clock_day(now)).year)
		return ARENA_GLUE(arena, num(arena, date.month), S("月"), num(arena, date.day), S("日"));
	return ARENA_GLUE(arena, num(arena, date.year), S("年"), num(arena, date.month), S("月"),
		num(arena, date.day), S("日"));
}

struct str wording_short(struct str date, const struct casework *work)
{
	const size_t year = S("2026-").len;

	if (!str_eq(str_sub(date, 0, year), str_sub(clock_date(work->arena, work->now), 0, year)))
		return date;
	return str_sub(date, year, date.len);
}

struct str wording_minute(struct arena *arena, int64_t ms)
{
	struct date date = date_of_day(clock_day(ms));

	if (ms == 0)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, num(arena, date.year), S("年"), num(arena, date.month), S("月"),
		num(arena, date.day), S("日 "), str_sub(clock_minute(arena, ms), 11, 16));
}

struct str wording_moment(struct arena *arena, int64_t ms, int64_t now)
{
	struct str minute = clock_minute(arena, ms);
	struct str clock = str_sub(minute, S("2026-11-20 ").len, minute.len);

	if (ms == 0)
		return (struct str){ 0 };
	if (str_eq(clock, S("23:59")))
		return wording_day(arena, ms, now);
	return ARENA_GLUE(arena, wording_day(arena, ms, now), S(" "), clock);
}

struct str wording_rating(int64_t rating)
{
	static const char *const words[] = { "", "很不满意", "不满意", "一般", "满意", "非常满意" };

	return rating >= 1 && rating <= 5 ? str_of(words[rating]) : (struct str){ 0 };
}

struct str wording_instant(struct arena *arena, int64_t ms)
{
	return ms != 0 ? clock_rfc3339(arena, ms) : (struct str){ 0 };
}

struct str wording_date(struct arena *arena, int64_t ms)
{
	return ms != 0 ? clock_date(arena, ms) : (struct str){ 0 };
}

void wording_lines(struct value *list, struct str text)
{
	const struct str wide = S("　");
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		while (str_starts(line, wide))
			line = str_trim(str_sub(line, wide.len, line.len));
		if (line.len > 0)
			map_str(list_map(list), "line", line);
	}
}
