/* The desk of the yearly reports: the years, and one year's report as it stands. */
#include "pages/report/desk.h"

#include "base/clock.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "report/annual_view.h"

/* The latest ones are listed; an older one opens by its address. */
#define YEARS_SHOWN 10

/* A clerk's department, whose filing each year has. */
static enum status add_filing(struct casework *work, const struct viewer *viewer, int year, struct value *map)
{
	struct filing filing;

	if (viewer->dept.len == 0)
		return OK;
	TRY(filing_read(work, year, viewer->dept, &filing));
	map_str(map, "dept", viewer->dept);
	map_bool(map, "filed", filing.version > 0);
	map_str(map, "due", clock_date(work->arena, filing_due(year)));
	map_bool(map, "late", filing.version == 0 && work->now > filing_due(year));
	return OK;
}

enum status staff_reports_list(struct exchange *exchange)
{
	const struct viewer *viewer = &exchange->session->viewer;
	struct value *years = map_list(exchange->reply->view, "years");
	struct casework work = site_work(exchange);
	int now = date_of_day(clock_day(work.now)).year;

	for (int year = now; year > now - YEARS_SHOWN && yearly_valid(&work, year); year--) {
		struct value *map = list_map(years);

		map_int(map, "year", year);
		map_bool(map, "may_report", (viewer->roles & (ROLE_SUPERVISOR | ROLE_ADMIN)) != 0);
		map_bool(map, "may_publish", year < now &&
			(viewer->roles & (ROLE_SUPERVISOR | ROLE_ADMIN | ROLE_EDITOR)) != 0);
		TRY(add_filing(&work, viewer, year, map));
	}
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
	map_bool(exchange->reply->frame, "proofs", true);
	map_str(exchange->reply->frame, "proof_base",
		arena_printf(exchange->arena, "/staff/reports/%d", annual->year));
	respond_page(exchange, "staff_report", map_get_str(exchange->reply->view, "title"), "reports");
	return OK;
}
