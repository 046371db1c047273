/* Instants and civil dates at UTC+8: base/clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "base/clock.h"

static int make_arena(void **state)
{
	*state = arena_new((size_t)1 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/* The C library's calendar is the slow and obvious model. */
static void every_day_of_600_years_agrees_with_the_c_library(void **state)
{
	(void)state;
	for (int32_t day = -110000; day < 110000; day++) {
		time_t seconds = (time_t)day * 86400;
		struct date date = date_of_day(day);
		struct tm tm;

		assert_non_null(gmtime_r(&seconds, &tm));
		if (date.year != tm.tm_year + 1900 || date.month != tm.tm_mon + 1 || date.day != tm.tm_mday)
			fail_msg("day %d is %d-%d-%d", day, date.year, date.month, date.day);
		assert_int_equal(day_of_date(date), day);
		assert_int_equal(weekday_of_day(day), (tm.tm_wday + 6) % 7);
	}
}

static void dates_are_real_ones_written_in_ten_characters(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		bool good;
	} rows[] = {
		{ "a date", S("2026-11-23"), true },
		{ "the first day", S("1900-01-01"), true },
		{ "the last day", S("9999-12-31"), true },
		{ "the day before the first", S("1899-12-31"), false },
		{ "a leap day", S("2024-02-29"), true },
		{ "a leap day every 400 years", S("2000-02-29"), true },
		{ "no leap day in 2026", S("2026-02-29"), false },
		{ "no leap day in 2100", S("2100-02-29"), false },
		{ "April the 31st", S("2026-04-31"), false },
		{ "month 13", S("2026-13-01"), false },
		{ "month 0", S("2026-00-10"), false },
		{ "day 0", S("2026-01-00"), false },
		{ "day 32", S("2026-01-32"), false },
		{ "slashes", S("2026/01/02"), false },
		{ "no zeros", S("2026-1-2"), false },
		{ "a blank for a zero", S("2026- 1-02"), false },
		{ "a sign for a digit", S("2026-+1-02"), false },
		{ "something behind", S("2026-01-02 "), false },
		{ "nothing", S(""), false },
		{ "no pointer at all", { NULL, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct date date;

		if (date_parse(rows[i].text, &date) != rows[i].good)
			fail_msg("%s", rows[i].sentence);
	}
}

static void instants_are_read_at_the_site(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		bool good;
		int64_t ms;
	} rows[] = {
		{ "a date is its midnight", S("1970-01-01"), true, -8 * MS_PER_HOUR },
		{ "with a minute", S("1970-01-01 08:00"), true, 0 },
		{ "with a second", S("2026-11-23 09:05:07"), true, INT64_C(1795395907000) },
		{ "the last second of a day", S("1970-01-01 23:59:59"), true, 16 * MS_PER_HOUR - 1000 },
		{ "hour 24", S("2026-11-23 24:00"), false, 0 },
		{ "minute 60", S("2026-11-23 09:60"), false, 0 },
		{ "second 60", S("2026-11-23 09:05:60"), false, 0 },
		{ "a T between", S("2026-11-23T09:05"), false, 0 },
		{ "an hour alone", S("2026-11-23 09"), false, 0 },
		{ "a colon and no second", S("2026-11-23 09:05:"), false, 0 },
		{ "no such day", S("2026-02-30 09:05"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ms = 77;
		bool good = clock_parse(rows[i].text, &ms);

		if (good != rows[i].good || ms != (good ? rows[i].ms : 77))
			fail_msg("%s: %lld", rows[i].sentence, (long long)ms);
	}
}

static void the_day_changes_at_midnight_at_the_site(void **state)
{
	static const struct {
		const char *sentence;
		int64_t ms;
		struct str date;
		struct str minute;
		struct str rfc3339;
	} rows[] = {
		{ "1970 began at eight", 0, S("1970-01-01"), S("1970-01-01 08:00"),
			S("1970-01-01T08:00:00+08:00") },
		{ "the last millisecond of a day", 16 * MS_PER_HOUR - 1, S("1970-01-01"),
			S("1970-01-01 23:59"), S("1970-01-01T23:59:59+08:00") },
		{ "the first millisecond of the next", 16 * MS_PER_HOUR, S("1970-01-02"),
			S("1970-01-02 00:00"), S("1970-01-02T00:00:00+08:00") },
		{ "a moment of 1969", -8 * MS_PER_HOUR - 1, S("1969-12-31"), S("1969-12-31 23:59"),
			S("1969-12-31T23:59:59+08:00") },
		{ "a year of five digits", INT64_C(253402300800000) + MS_PER_DAY, S("9999-01-02"),
			S("9999-01-02 08:00"), S("9999-01-02T08:00:00+08:00") },
		{ "a moment of 2026", INT64_C(1795395907999), S("2026-11-23"), S("2026-11-23 09:05"),
			S("2026-11-23T09:05:07+08:00") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(clock_day_start(clock_day(rows[i].ms)) <= rows[i].ms);
		assert_true(clock_day_start(clock_day(rows[i].ms) + 1) > rows[i].ms);
		if (!str_eq(clock_date(*state, rows[i].ms), rows[i].date) ||
		    !str_eq(clock_minute(*state, rows[i].ms), rows[i].minute) ||
		    !str_eq(clock_rfc3339(*state, rows[i].ms), rows[i].rfc3339))
			fail_msg("%s", rows[i].sentence);
	}
}

static void the_machine_s_time_zone_does_not_matter(void **state)
{
	int64_t ms;

	setenv("TZ", "America/New_York", 1);
	tzset();
	assert_true(str_eq(clock_minute(*state, 0), S("1970-01-01 08:00")));
	assert_true(clock_parse(S("1970-01-01 08:00"), &ms) && ms == 0);
	unsetenv("TZ");
	tzset();
}

static void tests_can_move_the_clock(void **state)
{
	static const struct {
		const char *sentence;
		const char *setting;
		int64_t moved;
	} rows[] = {
		{ "ahead by a day", "86400000", MS_PER_DAY },
		{ "back by an hour", "-3600000", -MS_PER_HOUR },
		{ "nonsense moves nothing", "tomorrow", 0 },
		{ "not set", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t off;

		if (rows[i].setting != NULL)
			setenv("WENZHENG_CLOCK", rows[i].setting, 1);
		else
			unsetenv("WENZHENG_CLOCK");
		clock_start();
		off = clock_now() - (int64_t)time(NULL) * 1000 - rows[i].moved;
		if (off < -1000 || off > 10000)
			fail_msg("%s: off by %lld ms", rows[i].sentence, (long long)off);
	}
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_600_years_agrees_with_the_c_library),
		cmocka_unit_test(dates_are_real_ones_written_in_ten_characters),
		cmocka_unit_test(instants_are_read_at_the_site),
		IN_ARENA(the_day_changes_at_midnight_at_the_site),
		IN_ARENA(the_machine_s_time_zone_does_not_matter),
		cmocka_unit_test(tests_can_move_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
