/*
 * stats: what the statistics' pages and tables share: which period the address asks for, the city's figures
 * in the order of their ranks, and how rates are rounded.  Depends on: report/stats, pages/view/present.
 */
#ifndef PAGES_PUBLIC_STATS_H
#define PAGES_PUBLIC_STATS_H

#include "web/route.h"
#include "report/stats.h"
#include "pages/view/present.h"

struct stats_period {
	int year;
	int month;	/* 0: the whole year */
};

/* From ?year= and ?month=; this year when there is none.  ERR_MALFORMED. */
enum status stats_period(const struct exchange *exchange, struct stats_period *period);
/* The same, and the city's figures for it, departments by rank; the reply may be cached. */
enum status stats_city(struct exchange *exchange, struct stats_period *period, struct stats *stats,
	struct depts *depts);

/* Rounded down, 0 of nothing. */
int64_t stats_per_mille(int64_t part, int64_t whole);
/* Working days that an answer took, in tenths. */
int64_t stats_average_tenths(const struct stats_sums *sums);
/* A department at work of which the period knows nothing. */
bool stats_is_silent(const struct stats *stats, const struct dept *dept);

/* The handlers, as the route table names them. */
enum status stats_show(struct exchange *exchange);
/* Adds a department's figures for the year that the address asks for: year, figures, months. */
enum status stats_add_dept(struct exchange *exchange, struct str dept);

#endif
