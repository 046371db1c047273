/* The desk of the yearly reports: the years, and one year's report as it stands. */
#include "pages/staff/reports.h"

#include "base/clock.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "report/annual_view.h"

/* The latest ones are listed; an older one opens by its address. */
#define YEARS_SHOWN 10

enum status staff_reports_list(struct exchange *exchange)
{
	struct value *years = map_list(exchange->reply->view, "years");
	struct casework work = site_work(exchange);
	int now = date_of_day(clock_day(work.now)).year;

	for (int year = now; year > now - YEARS_SHOWN && yearly_valid(&work, year); year--)
		map_int(list_map(years), "year", year);
	respond_page(exchange, "staff_reports", S("年度报告"), "reports");
	return OK;
}

/* The year in the address; 0 for what can't be one. */
static int year_of(const struct exchange *exchange)
{
	uint64_t year;

	return str_to_u64(exchange->params[0], 9999, &year) ? (int)year : 0;
}

enum status staff_reports_show(struct exchange *exchange)
{
	struct annual *annual = ARENA_NEW(exchange->arena, struct annual);
	struct casework work = site_work(exchange);

	TRY(annual_read(&work, year_of(exchange), annual));
	annual_view(&work, annual, exchange->reply->view);
	respond_page(exchange, "staff_report", map_get_str(exchange->reply->view, "title"), "reports");
	return OK;
}
