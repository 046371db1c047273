/* Working days in the State Council's calendar: base/workdays, conf/holidays.csv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/workdays.h"
#include "scratch.h"

static int load_calendar(void **state)
{
	struct workdays *calendar;
	const char *problem;

	if (workdays_load("conf/holidays.csv", NULL, &calendar, &problem) != OK) {
		print_error("%s\n", problem);
		return -1;
	}
	*state = calendar;
	return 0;
}

static int free_calendar(void **state)
{
	workdays_free(*state);
	return 0;
}

static int32_t day_of(const char *text)
{
	struct date date;

	if (!date_parse(str_of(text), &date))
		fail_msg("%s is not a date", text);
	return day_of_date(date);
}

static void terms_end_on_the_published_days(void **state)
{
	static const struct {
		const char *sentence;
		const char *start;
		int count;
		const char *end;
	} rows[] = {
		{ "7 days over the prolonged new year of 2020", "2020-01-20", 7, "2020-02-06" },
		{ "15 days over it", "2020-01-20", 15, "2020-02-18" },
		{ "20 days over it", "2020-01-20", 20, "2020-02-25" },
		{ "40 days over it", "2020-01-20", 40, "2020-03-24" },
		{ "7 days over the national days of 2020", "2020-09-24", 7, "2020-10-10" },
		{ "15 days over them", "2020-09-24", 15, "2020-10-21" },
		{ "20 days over them", "2020-09-24", 20, "2020-10-28" },
		{ "40 days over them", "2020-09-24", 40, "2020-11-25" },
		{ "7 days over the turn of 2022", "2022-12-28", 7, "2023-01-09" },
		{ "15 days over it", "2022-12-28", 15, "2023-01-19" },
		{ "20 days over it and the new year", "2022-12-28", 20, "2023-01-31" },
		{ "40 days over it and the new year", "2022-12-28", 40, "2023-02-28" },
		{ "7 days over the turn of 2025", "2025-12-25", 7, "2026-01-06" },
		{ "15 days over it", "2025-12-25", 15, "2026-01-16" },
		{ "20 days over it", "2025-12-25", 20, "2026-01-23" },
		{ "40 days over it and the new year", "2025-12-25", 40, "2026-02-27" },
		{ "no day at all", "2026-02-17", 0, "2026-02-17" },
		{ "one day from a Friday is Monday", "2026-11-20", 1, "2026-11-23" },
		{ "one day from a Saturday is Monday", "2026-11-21", 1, "2026-11-23" },
		{ "a worked Saturday counts", "2026-10-09", 1, "2026-10-10" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool provisional = true;
		int32_t start = day_of(rows[i].start);
		int32_t end = workdays_add(*state, start, rows[i].count, &provisional);

		if (end != day_of(rows[i].end) || provisional)
			fail_msg("%s: %d days too late", rows[i].sentence, end - day_of(rows[i].end));
		assert_int_equal(workdays_between(*state, start, end), rows[i].count);
		assert_int_equal(workdays_between(*state, end, start), -rows[i].count);
	}
}

static void each_year_has_its_number_of_working_days(void **state)
{
	static const struct {
		int year;
		int count;
	} rows[] = {
		{ 2019, 250 }, { 2020, 249 }, { 2021, 250 }, { 2022, 249 },
		{ 2023, 249 }, { 2024, 251 }, { 2025, 248 }, { 2026, 248 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t before = day_of_date((struct date){ rows[i].year - 1, 12, 31 });
		int32_t last = day_of_date((struct date){ rows[i].year, 12, 31 });

		if (workdays_between(*state, before, last) != rows[i].count)
			fail_msg("%d has %d", rows[i].year, workdays_between(*state, before, last));
	}
}

/* Day by day is the slow and obvious model. */
static void counting_agrees_with_counting_day_by_day(void **state)
{
	int32_t from = day_of("1968-05-05");
	int count = 0;

	for (int32_t day = from + 1; day < day_of("2031-01-01"); day++) {
		count += workdays_is_work(*state, day);
		if (workdays_between(*state, from, day) != count)
			fail_msg("day %d", day);
	}
}

static void a_year_without_a_table_is_provisional(void **state)
{
	static const struct {
		const char *sentence;
		const char *start;
		int count;
		bool provisional;
	} rows[] = {
		{ "the last working day of the table", "2026-12-30", 1, false },
		{ "the first day behind it", "2026-12-31", 1, true },
		{ "wholly behind it", "2030-06-03", 5, true },
		{ "from before its first year", "2003-12-31", 1, true },
		{ "from its first day", "2004-01-01", 1, false },
	};

	assert_int_equal(workdays_last_year(*state), 2026);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool provisional = !rows[i].provisional;

		workdays_add(*state, day_of(rows[i].start), rows[i].count, &provisional);
		if (provisional != rows[i].provisional)
			fail_msg("%s", rows[i].sentence);
	}
	assert_int_equal(workdays_add(*state, day_of("2030-06-07"), 1, NULL), day_of("2030-06-10"));
}

static void holidays_fixed_by_date_are_off_before_their_year_is_known(void **state)
{
	static const struct { const char *start, *next; } rows[] = {
		{ "2026-12-31", "2027-01-04" },
		{ "2027-09-30", "2027-10-04" },
		{ "2028-04-28", "2028-05-03" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t start = day_of(rows[i].start);
		int32_t next = day_of(rows[i].next);

		assert_int_equal(workdays_add(*state, start, 1, NULL), next);
		assert_int_equal(workdays_between(*state, start, next), 1);
	}
}

static void a_local_file_overrides_and_adds(void **state)
{
	struct scratch local = scratch_open(
		S("# 州庆\n2026-07-18,off\n2026-07-20,off\n2026-10-10,off\n2031-07-18,off\n"));
	struct workdays *calendar;
	const char *problem;

	(void)state;
	assert_int_equal(workdays_load("conf/holidays.csv", local.path, &calendar, &problem), OK);
	assert_false(workdays_is_work(calendar, day_of("2026-07-20")));
	assert_false(workdays_is_work(calendar, day_of("2026-10-10")));
	assert_int_equal(workdays_between(calendar, day_of("2025-12-31"), day_of("2026-12-31")), 246);
	assert_int_equal(workdays_last_year(calendar), 2026);
	workdays_free(calendar);
	scratch_close(&local);
}

static void a_bad_table_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		const char *problem;
	} rows[] = {
		{ "no such day", S("date,kind\n2026-02-30,off\n"), "line 2: the date is not a real one" },
		{ "another kind", S("2026-01-01,free\n"), "line 1: the kind is neither" },
		{ "no kind", S("2026-01-01\n"), "line 1: the kind is neither" },
		{ "a third column", S("2026-01-01,off,x\n"), "line 1: the kind is neither" },
		{ "a header further down", S("2026-01-01,off\ndate,kind\n"), "line 2: the date is not" },
		{ "the same day twice", S("2026-01-01,off\n\n# x\n2026-01-01,work\n"),
			"line 4: the date stands" },
		{ "a year without a day", S("2024-01-01,off\n2026-01-01,off\n"), "names no day of 2025" },
		{ "an empty file", S(""), "names no day" },
		{ "bytes of another kind", S("\x89PNG\r\n\x1a\n\0\0"), "line 1: the date is not" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scratch file = scratch_open(rows[i].text);
		struct workdays *calendar = NULL;
		const char *problem = "";

		if (workdays_load(file.path, NULL, &calendar, &problem) != ERR_MALFORMED ||
			calendar != NULL || strstr(problem, rows[i].problem) == NULL)
			fail_msg("%s: %s", rows[i].sentence, problem);
		scratch_close(&file);
	}
}

static void a_table_may_come_from_a_spreadsheet(void **state)
{
	struct scratch file = scratch_open(S("\xef\xbb\xbf"
		"date,kind\r\n2026-01-02 , off \r\n\r\n2026-01-04,work"));
	struct workdays *calendar;
	const char *problem;

	(void)state;
	assert_int_equal(workdays_load(file.path, "", &calendar, &problem), OK);
	assert_false(workdays_is_work(calendar, day_of("2026-01-02")));
	assert_true(workdays_is_work(calendar, day_of("2026-01-04")));
	workdays_free(calendar);
	scratch_close(&file);
}

static void a_missing_file_is_named(void **state)
{
	struct workdays *calendar = NULL;
	const char *problem = "";

	(void)state;
	assert_int_equal(workdays_load("/nowhere/holidays.csv", NULL, &calendar, &problem), ERR_NOT_FOUND);
	assert_non_null(strstr(problem, "/nowhere/holidays.csv"));
	assert_int_equal(workdays_load("conf/holidays.csv", "/nowhere/local.csv", &calendar, &problem),
		ERR_NOT_FOUND);
	assert_non_null(strstr(problem, "/nowhere/local.csv"));
	assert_null(calendar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_end_on_the_published_days),
		cmocka_unit_test(each_year_has_its_number_of_working_days),
		cmocka_unit_test(counting_agrees_with_counting_day_by_day),
		cmocka_unit_test(a_year_without_a_table_is_provisional),
		cmocka_unit_test(holidays_fixed_by_date_are_off_before_their_year_is_known),
		cmocka_unit_test(a_local_file_overrides_and_adds),
		cmocka_unit_test(a_bad_table_is_refused_with_its_line),
		cmocka_unit_test(a_table_may_come_from_a_spreadsheet),
		cmocka_unit_test(a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, load_calendar, free_calendar);
}
