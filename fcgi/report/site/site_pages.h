/*
 * site_pages: how many visits to each public page took longer than the law's limit, day by day for the last
 * week, as the workers tell it, and the site check's indicator of it.  Fails as Redis does.  Source:
 * 国办秘函〔2019〕19号: a site is not reachable when in a week 5 % of the visits take 15 seconds or more.
 * Depends on: report/site/site_look.
 */
#ifndef REPORT_SITE_SITE_PAGES_H
#define REPORT_SITE_SITE_PAGES_H

#include "report/site/site_look.h"

#define SITE_PAGES_DAYS 7
/* Pages that are told of. */
#define SITE_PAGES_TOLD 20

struct site_page {
	struct str page;	/* its pattern in the route table: "/topics/:n" */
	int64_t visits;
	int64_t slow;
};

/* Adds to the day of work->now, which is forgotten a day after its week. */
enum status site_pages_add(struct casework *work, const struct site_page *rows, size_t count);

/* The indicator: a finding for each page with slow visits that weigh. */
enum status site_pages_look(struct site_look *look);

#endif
