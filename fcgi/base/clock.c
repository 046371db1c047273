#include "base/clock.h"

#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

/* Days of the 400 years after which the Gregorian calendar repeats, and of a century and 4 years in it. */
#define DAYS_PER_400_YEARS 146097
#define DAYS_PER_100_YEARS 36524
#define DAYS_PER_4_YEARS 1461
/* Days from 0000-03-01 to 1970-01-01. */
#define DAYS_TO_1970 719468

static int64_t moved_ms;

void clock_start(void)
{
	moved_ms = 0;
	str_to_i64(str_of(getenv("WENZHENG_CLOCK")), &moved_ms);
}

static int64_t ms_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return ms_of(CLOCK_REALTIME) + moved_ms;
}

bool clock_synchronized(void)
{
	struct timex kernel = { .modes = 0 };
	int state = adjtimex(&kernel);
	int64_t apart = kernel.time.tv_sec * (int64_t)1000 - clock_now();

	return state != -1 && state != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0 &&
		apart < MS_PER_MINUTE && apart > -MS_PER_MINUTE;
}

int64_t clock_steady(void)
{
	return ms_of(CLOCK_MONOTONIC);
}

int64_t clock_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Quotients that go down for negative numerators too, so that days before 1970 are whole days as well. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t clock_day(int64_t ms)
{
	return (int32_t)floor_div(ms + CLOCK_OFFSET_MS, MS_PER_DAY);
}

int64_t clock_day_start(int32_t day)
{
	return (int64_t)day * MS_PER_DAY - CLOCK_OFFSET_MS;
}

/*
 * Both conversions count years from 1 March, so that the leap day is the last of its year and the months
 * before any month have 153 days for every five of them.
 */
struct date date_of_day(int32_t day)
{
	int64_t shifted = (int64_t)day + DAYS_TO_1970;
	int64_t era = floor_div(shifted, DAYS_PER_400_YEARS);
	int64_t in_era = shifted - era * DAYS_PER_400_YEARS;
	int64_t year = (in_era - in_era / (DAYS_PER_4_YEARS - 1) + in_era / DAYS_PER_100_YEARS -
			in_era / (DAYS_PER_400_YEARS - 1)) /
		       365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t march = (5 * in_year + 2) / 153;
	struct date date;

	date.day = (int)(in_year - (153 * march + 2) / 5 + 1);
	date.month = (int)(march < 10 ? march + 3 : march - 9);
	date.year = (int)(year + era * 400 + (date.month <= 2));
	return date;
}

int32_t day_of_date(struct date date)
{
	int64_t year = (int64_t)date.year - (date.month <= 2);
	int64_t era = floor_div(year, 400);
	int64_t in_era = year - era * 400;
	int64_t march = date.month > 2 ? date.month - 3 : date.month + 9;
	int64_t in_year = (153 * march + 2) / 5 + date.day - 1;

	return (int32_t)(era * DAYS_PER_400_YEARS + in_era * 365 + in_era / 4 - in_era / 100 + in_year -
			 DAYS_TO_1970);
}

int weekday_of_day(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((int64_t)day % 7 + 7 + 3) % 7);
}

/* The digits of s from offset at on, count of them, as a number no more than max; or false. */
static bool digits(struct str s, size_t at, size_t count, int max, int *out)
{
	uint64_t number;

	if (s.len < at + count || !str_to_u64(str_sub(s, at, at + count), (uint64_t)max, &number))
		return false;
	*out = (int)number;
	return true;
}

bool date_parse(struct str s, struct date *out)
{
	struct date date;
	struct date back;

	if (s.len != 10 || s.data[4] != '-' || s.data[7] != '-')
		return false;
	if (!digits(s, 0, 4, 9999, &date.year) || !digits(s, 5, 2, 12, &date.month) ||
	    !digits(s, 8, 2, 31, &date.day))
		return false;
	if (date.year < 1900 || date.month < 1 || date.day < 1)
		return false;
	back = date_of_day(day_of_date(date));
	if (back.month != date.month)
		return false;
	*out = date;
	return true;
}

bool clock_parse(struct str s, int64_t *out)
{
	struct date date;
	int hour = 0;
	int minute = 0;
	int second = 0;

	if (s.len != 10 && s.len != 16 && s.len != 19)
		return false;
	if (!date_parse(str_sub(s, 0, 10), &date))
		return false;
	if (s.len >= 16 && (s.data[10] != ' ' || s.data[13] != ':' || !digits(s, 11, 2, 23, &hour) ||
			    !digits(s, 14, 2, 59, &minute)))
		return false;
	if (s.len == 19 && (s.data[16] != ':' || !digits(s, 17, 2, 59, &second)))
		return false;
	*out = clock_day_start(day_of_date(date)) + hour * MS_PER_HOUR + minute * MS_PER_MINUTE +
	       (int64_t)second * 1000;
	return true;
}

/* Writes number in width digits and then the character after, unless it is NUL; returns what is behind. */
static char *put(char *to, int number, int width, char after)
{
	for (int i = width - 1; i >= 0; i--) {
		to[i] = (char)('0' + number % 10);
		number /= 10;
	}
	to += width;
	if (after != '\0')
		*to++ = after;
	return to;
}

static char *put_date(char *to, int64_t ms, char after)
{
	struct date date = date_of_day(clock_day(ms));
	int year = date.year < 0 ? 0 : date.year;

	to = put(to, year > 9999 ? 9999 : year, 4, '-');
	to = put(to, date.month, 2, '-');
	return put(to, date.day, 2, after);
}

static char *put_minute(char *to, int64_t ms, char after)
{
	int minute = (int)((ms - clock_day_start(clock_day(ms))) / MS_PER_MINUTE);

	to = put(to, minute / 60, 2, ':');
	return put(to, minute % 60, 2, after);
}

struct str clock_date(struct arena *arena, int64_t ms)
{
	char text[16];

	return arena_str(arena, (struct str){ text, (size_t)(put_date(text, ms, '\0') - text) });
}

struct str clock_minute(struct arena *arena, int64_t ms)
{
	char text[24];
	char *to = put_minute(put_date(text, ms, ' '), ms, '\0');

	return arena_str(arena, (struct str){ text, (size_t)(to - text) });
}

struct str clock_month(struct arena *arena, int64_t ms)
{
	return str_sub(clock_date(arena, ms), 0, 7);
}

struct str clock_rfc3339(struct arena *arena, int64_t ms)
{
	char text[32];
	int second = (int)((ms - clock_day_start(clock_day(ms))) / 1000 % 60);
	char *to = put_minute(put_date(text, ms, 'T'), ms, ':');

	to = put(to, second, 2, '+');
	to = put(to, (int)(CLOCK_OFFSET_MS / MS_PER_HOUR), 2, ':');
	to = put(to, (int)(CLOCK_OFFSET_MS % MS_PER_HOUR / MS_PER_MINUTE), 2, '\0');
	return arena_str(arena, (struct str){ text, (size_t)(to - text) });
}
