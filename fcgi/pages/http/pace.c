#include "pages/http/pace.h"

#include "base/clock.h"
#include "pages/http/routes.h"
#include "report/site/site_pages.h"

/* What anybody reads: the pages whose time counts. */
static bool counts(const struct route *route)
{
	return route->method == METHOD_GET && route->roles == 0 && !route->unlinked &&
		route < routes + COUNTERS_PAGES;
}

void pace_count(const struct exchange *exchange, int64_t now)
{
	const struct route *route = exchange->route;
	int64_t since = exchange->request->since;

	if (route != NULL && counts(route) && since > 0)
		counters_page(exchange->site->counters, (size_t)(route - routes), route->pattern,
			now > since ? now - since : 0);
}

void pace_overdue(struct counters *counters, const char *page)
{
	for (const struct route *route = routes; route < routes + routes_count; route++)
		/* The name may have been cut. */
		if (counts(route) && strncmp(route->pattern, page, SCORE_PAGE - 1) == 0) {
			counters_page(counters, (size_t)(route - routes), route->pattern,
				COUNTERS_SLOW_MS + 1);
			return;
		}
}

void pace_tell(struct site *site, struct arena *arena)
{
	struct casework work = { .arena = arena, .store = site->store, .now = clock_now() };
	struct page_count *counts = NULL;
	int64_t now = clock_steady();
	size_t count = 0;
	struct site_page *rows;

	if (site->pace_told != 0 && now - site->pace_told < MS_PER_MINUTE)
		return;
	site->pace_told = now;
	counts = arena_array(arena, COUNTERS_PAGES, sizeof(*counts));
	rows = arena_array(arena, COUNTERS_PAGES, sizeof(*rows));
	for (size_t i = 0; i < COUNTERS_PAGES; i++) {
		counts[i] = counters_take(site->counters, i);
		if (counts[i].name != NULL)
			rows[count++] = (struct site_page){ str_of(counts[i].name),
				(int64_t)counts[i].visits, (int64_t)counts[i].slow };
	}
	if (count > 0 && site_pages_add(&work, rows, count) != OK)
		for (size_t i = 0; i < COUNTERS_PAGES; i++)
			counters_back(site->counters, i, &counts[i]);
	arena_reset(arena);
}
