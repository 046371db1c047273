/*
 * clock: time in milliseconds since 1970 UTC, and the civil date at the site's fixed offset from UTC
 * (China has kept UTC+8 without summer time since 1991).  Tests move the clock with WENZHENG_CLOCK, an
 * offset in milliseconds read once by clock_start.  Dates are struct date, counted in days since
 * 1970-01-01 (proleptic Gregorian).  Depends on: base/arena.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

#define MS_PER_MINUTE ((int64_t)60 * 1000)
#define MS_PER_HOUR (60 * MS_PER_MINUTE)
#define MS_PER_DAY (24 * MS_PER_HOUR)
/* Asia/Shanghai. */
#define CLOCK_OFFSET_MS (8 * MS_PER_HOUR)

struct date {
	int year;
	int month;	/* 1–12 */
	int day;	/* 1–31 */
};

/* Reads WENZHENG_CLOCK; call once at start. */
void clock_start(void);

/* Now, in ms since 1970 UTC. */
int64_t clock_now(void);

/*
 * Whether the kernel says that time servers keep its clock right (adjtimex(2)), and that is the clock that
 * clock_now tells; false where the kernel isn't allowed to say.
 */
bool clock_synchronized(void);

/* Ms since some moment in the past, which no setting of the wall clock changes: for waits. */
int64_t clock_steady(void);
/* The same in microseconds, for short times. */
int64_t clock_ticks(void);

/* Days since 1970-01-01 of the civil day at the site in which the instant ms lies. */
int32_t clock_day(int64_t ms);
/* The instant at which that civil day begins at the site. */
int64_t clock_day_start(int32_t day);

struct date date_of_day(int32_t day);
/* Days since 1970-01-01; the date must be a real one. */
int32_t day_of_date(struct date date);
/* 0 Monday … 6 Sunday. */
int weekday_of_day(int32_t day);

/* "YYYY-MM-DD" exactly and a real date of the years 1900–9999, or false. */
bool date_parse(struct str s, struct date *out);
/* "YYYY-MM-DD" or "YYYY-MM-DD HH:MM[:SS]" in the site's time: the instant in ms, or false. */
bool clock_parse(struct str s, int64_t *out);

/* "2026-11-23" / "2026-11-23 09:05" at the site.  A year past 0–9999 is written as the nearest of these. */
struct str clock_date(struct arena *arena, int64_t ms);
struct str clock_minute(struct arena *arena, int64_t ms);
/* "2026-11" at the site. */
struct str clock_month(struct arena *arena, int64_t ms);
/* RFC 3339 with the offset, for JSON and the time element: "2026-11-23T09:05:00+08:00". */
struct str clock_rfc3339(struct arena *arena, int64_t ms);

#endif
