/*
 * workdays: counts working days in a site's calendar.  Owns the table it loads; callers share it
 * read-only.  A working day is one listed as worked, or a Monday to Friday not listed as off.  A date
 * past the last loaded year is counted as Monday to Friday but for the holidays that the law fixes by date,
 * and reported as provisional, never silently.
 * Source: the State Council's yearly holiday notices, conf/holidays.csv.  Depends on: base/clock.
 */
#ifndef BASE_WORKDAYS_H
#define BASE_WORKDAYS_H

#include "base/clock.h"
#include "base/status.h"

struct workdays;

/*
 * Loads "date,kind" lines (kind off or work; a header line, blank lines and # comments are passed over)
 * from path, and then from local_path (may be NULL; it may override).  On ERR_MALFORMED or
 * ERR_NOT_FOUND, *problem says in English which line is wrong and why (static storage).
 */
enum status workdays_load(const char *path, const char *local_path, struct workdays **out,
	const char **problem);
void workdays_free(struct workdays *calendar);

/* The last year that the table covers. */
int workdays_last_year(const struct workdays *calendar);

bool workdays_is_work(const struct workdays *calendar, int32_t day);

/*
 * The day that is count working days after start (start itself isn't counted).  *provisional (may be
 * NULL) is set to whether the span touches a year that isn't loaded.
 */
int32_t workdays_add(const struct workdays *calendar, int32_t start, int count, bool *provisional);

/* Working days after from up to and including to; negative when to lies before from. */
int workdays_between(const struct workdays *calendar, int32_t from, int32_t to);

#endif
