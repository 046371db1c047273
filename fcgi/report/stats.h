/*
 * stats: what the city received and answered, by channel, category, month and department, added up from the
 * tallies that every commit keeps: no case is read.  Counts of all cases, private ones too, and nothing else
 * of them. Source: 政府网站发展指引 on statistics of messages (total, by category, by unit, units with none).
 * Depends on: model/lifecycle, store.
 */
#ifndef REPORT_STATS_H
#define REPORT_STATS_H

#include "model/casework.h"
#include "model/lifecycle.h"

#define STATS_MONTHS 12
#define STATS_RATINGS 5

/* What is counted, by channel and category; ratings and days aside. */
enum stats_counter { STATS_RECEIVED, STATS_LEADS, STATS_ANSWERED, STATS_ON_TIME };
/* Its name in the tallies: "in", "lead", "done", "ontime". */
const char *stats_counter_name(enum stats_counter counter);

struct stats_sums {
	int64_t received;	/* by time of receipt; a department's is 0: it receives leads */
	int64_t leads;		/* assigned to a department, by the first time */
	int64_t answered;	/* by the answer that counts (model/answered) */
	int64_t on_time;	/* of these */
	int64_t days;		/* working days that they took, added up */
	int64_t ratings[STATS_RATINGS];	/* how many were rated 1, 2 … 5 */
	/* of a department: past the time limit now and not answered yet; of a past period 0 */
	int64_t late;
};

struct stats_dept {
	struct str id;
	struct stats_sums sums;
};

struct stats {
	struct stats_sums all;
	struct stats_sums channels[CHANNEL_COUNT];
	struct stats_sums categories[CATEGORY_COUNT];
	struct stats_sums cells[CHANNEL_COUNT][CATEGORY_COUNT];
	struct stats_sums months[STATS_MONTHS];	/* of the year, also when the period is one of them */
	struct stats_dept *depts;	/* those with anything, in no order */
	size_t dept_count;
	int64_t visits;		/* how often topics were read */
};

/* A whole year, or with month 1–12 one month of it. */
enum status stats_read(struct casework *work, int year, int month, struct stats *stats);

/* How often topics were read in each month of a year. */
enum status stats_read_visits(struct casework *work, int year, int64_t months[STATS_MONTHS]);

/*
 * Adds to the departments what each owes past its time limit, when the period is not over: or one that
 * answers nothing would look the better for it.  A department that has nothing but this gets its row, if it
 * is among ids.
 */
enum status stats_add_late(struct casework *work, int year, int month, const struct str ids[], size_t count,
	struct stats *stats);
/* What is measured: answered in the period, or late now. */
int64_t stats_measured(const struct stats_sums *sums);

/* One department: its year, and the months of it. */
enum status stats_read_dept(struct casework *work, struct str dept, int year, struct stats_sums *sums,
	struct stats_sums months[STATS_MONTHS]);

/*
 * The years from first to the present one of which there are tallies, latest first; their number (at most
 * most).
 */
enum status stats_years(struct casework *work, int years[], size_t most, size_t *count);

int64_t stats_counted(const struct stats_sums *sums, enum stats_counter counter);
/* How many were rated, how many of them 4 or 5, and the average in tenths (0 without any). */
int64_t stats_rated(const struct stats_sums *sums);
int64_t stats_satisfied(const struct stats_sums *sums);
int64_t stats_rating_tenths(const struct stats_sums *sums);

#endif
