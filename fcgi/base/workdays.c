#include "base/workdays.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* So many years past the table have their fixed days off; no time limit reaches further. */
#define FIXED_YEARS 5

/* One day that is not what its weekday says, or is said again. */
struct row {
	int32_t day;
	bool work;
	bool local;		/* from the local file */
	int shift;		/* working days more than weekdays, from the first row up to this one */
};

struct workdays {
	struct row *rows;	/* by day */
	size_t count;
	size_t room;
	int first_year;
	int last_year;
};

static char problem_text[512];

static enum status __attribute__((format(printf, 3, 4)))
fail(const char **problem, enum status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem_text, sizeof(problem_text), format, args);
	va_end(args);
	*problem = problem_text;
	return status;
}

/* The index of the first row at or after day. */
static size_t row_at(const struct workdays *calendar, int32_t day)
{
	size_t low = 0;
	size_t high = calendar->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (calendar->rows[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts the row in its place; false when the same file named its day before. */
static bool insert(struct workdays *calendar, struct row row)
{
	size_t at = row_at(calendar, row.day);

	if (at < calendar->count && calendar->rows[at].day == row.day) {
		if (calendar->rows[at].local == row.local)
			return false;
		calendar->rows[at] = row;
		return true;
	}
	if (calendar->count == calendar->room) {
		calendar->room = calendar->room ? calendar->room * 2 : 1024;
		calendar->rows = reallocarray(calendar->rows, calendar->room, sizeof(row));
		if (calendar->rows == NULL)
			abort();
	}
	memmove(calendar->rows + at + 1, calendar->rows + at, (calendar->count - at) * sizeof(row));
	calendar->rows[at] = row;
	calendar->count++;
	return true;
}

/* What is wrong with the line, or NULL once it is in the calendar. */
static const char *take_line(struct workdays *calendar, struct str line, bool local)
{
	struct row row = { .local = local };
	struct str kind = line;
	struct str text;
	struct date date;

	if (!str_cut(&kind, ',', &text) || !date_parse(str_trim(text), &date))
		return "the date is not a real one written YYYY-MM-DD";
	kind = str_trim(kind);
	row.work = str_eq(kind, S("work"));
	if (!row.work && !str_eq(kind, S("off")))
		return "the kind is neither off nor work";
	row.day = day_of_date(date);
	return insert(calendar, row) ? NULL : "the date stands here a second time";
}

static enum status load_file(struct workdays *calendar, const char *path, bool local, const char **problem)
{
	FILE *file = fopen(path, "re");
	const char *wrong = NULL;
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	int number = 0;

	if (file == NULL)
		return fail(problem, ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
	while (wrong == NULL && (len = getline(&text, &room, file)) >= 0) {
		struct str line = str_trim((struct str){ text, (size_t)len });

		number++;
		if (number == 1 && str_starts(line, S("\xef\xbb\xbf")))
			line = str_sub(line, 3, line.len);
		if (line.len == 0 || line.data[0] == '#' || (number == 1 && str_eq(line, S("date,kind"))))
			continue;
		wrong = take_line(calendar, line, local);
	}
	if (wrong == NULL && ferror(file))
		wrong = "cannot be read to its end";
	free(text);
	fclose(file);
	if (wrong != NULL)
		return fail(problem, ERR_MALFORMED, "%s, line %d: %s", path, number, wrong);
	return OK;
}

static int year_of(int32_t day)
{
	return date_of_day(day).year;
}

/* Every year from the first to the last has its holidays; a gap would be counted as Monday to Friday. */
static enum status find_years(struct workdays *calendar, const char *path, const char **problem)
{
	if (calendar->count == 0)
		return fail(problem, ERR_MALFORMED, "%s: names no day", path);
	calendar->first_year = calendar->last_year = year_of(calendar->rows[0].day);
	for (size_t i = 1; i < calendar->count; i++) {
		int year = year_of(calendar->rows[i].day);

		if (year > calendar->last_year + 1)
			return fail(problem, ERR_MALFORMED, "%s: names no day of %d", path,
				calendar->last_year + 1);
		calendar->last_year = year;
	}
	return OK;
}

/*
 * The days off that stand fixed by date, whatever a year's notice will say (全国年节及纪念日放假办法, 2024,
 * article 2).  Those of the lunar year aren't known before it.
 */
static void add_fixed(struct workdays *calendar)
{
	static const struct { int month, day; } fixed[] = { { 1, 1 }, { 5, 1 }, { 5, 2 }, { 10, 1 },
		{ 10, 2 },
		{ 10, 3 } };

	for (int year = calendar->last_year + 1; year <= calendar->last_year + FIXED_YEARS; year++)
		for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
			insert(calendar, (struct row){ .day = day_of_date((struct date){ year, fixed[i].month,
				fixed[i].day }) });
}

static bool is_weekday(int32_t day)
{
	return weekday_of_day(day) < 5;
}

static void sum_shifts(struct workdays *calendar)
{
	int shift = 0;

	for (size_t i = 0; i < calendar->count; i++) {
		struct row *row = &calendar->rows[i];

		shift += row->work - is_weekday(row->day);
		row->shift = shift;
	}
}

static enum status load(struct workdays *calendar, const char *path, const char *local_path,
	const char **problem)
{
	TRY(load_file(calendar, path, false, problem));
	TRY(find_years(calendar, path, problem));
	add_fixed(calendar);
	if (local_path != NULL && local_path[0] != '\0')
		TRY(load_file(calendar, local_path, true, problem));
	sum_shifts(calendar);
	return OK;
}

enum status workdays_load(const char *path, const char *local_path, struct workdays **out,
	const char **problem)
{
	struct workdays *calendar = calloc(1, sizeof(*calendar));
	enum status status;

	if (calendar == NULL)
		abort();
	status = load(calendar, path, local_path, problem);
	if (status == OK)
		*out = calendar;
	else
		workdays_free(calendar);
	return status;
}

void workdays_free(struct workdays *calendar)
{
	if (calendar == NULL)
		return;
	free(calendar->rows);
	free(calendar);
}

int workdays_last_year(const struct workdays *calendar)
{
	return calendar->last_year;
}

bool workdays_is_work(const struct workdays *calendar, int32_t day)
{
	size_t at = row_at(calendar, day);

	if (at < calendar->count && calendar->rows[at].day == day)
		return calendar->rows[at].work;
	return is_weekday(day);
}

int32_t workdays_add(const struct workdays *calendar, int32_t start, int count, bool *provisional)
{
	int32_t day = start;

	while (count > 0) {
		day++;
		count -= workdays_is_work(calendar, day);
	}
	if (provisional != NULL)
		*provisional = year_of(start) < calendar->first_year || year_of(day) > calendar->last_year;
	return day;
}

/* Working days from Monday, 1969-12-29 up to and including day; less than zero before it. */
static int work_until(const struct workdays *calendar, int32_t day)
{
	int32_t days = day + 4;
	int32_t weeks = days / 7 - (days % 7 < 0);
	int32_t in_week = days - weeks * 7;
	size_t after = row_at(calendar, day + 1);
	int shift = after > 0 ? calendar->rows[after - 1].shift : 0;

	return weeks * 5 + (in_week < 5 ? in_week : 5) + shift;
}

int workdays_between(const struct workdays *calendar, int32_t from, int32_t to)
{
	return work_until(calendar, to) - work_until(calendar, from);
}
