/* The site check: what an inspection of the website would find, when, and who must act. */
#include "pages/staff/check.h"

#include "pages/respond.h"
#include "report/site/site_check.h"
#include "search/feed.h"

/* Whether the public search answers, and how far its index is behind. */
static enum status add_search(struct exchange *exchange, struct casework *work)
{
	struct value *map = map_map(exchange->reply->view, "search");
	struct index *index = exchange->site->index;
	bool up = index_follow(index) == OK;
	int64_t lag = 0;

	if (up)
		TRY(feed_lag(work, str_of(index->manifest.position), &lag));
	map_bool(map, "up", up);
	map_int(map, "documents", (int64_t)index_docs(index));
	map_int(map, "lag_seconds", lag / 1000);
	return OK;
}

enum status staff_check_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct site_findings findings;

	TRY(site_check(&work, &findings));
	site_check_view(&work, &findings, exchange->reply->view);
	TRY(add_search(exchange, &work));
	respond_page(exchange, "staff_check", S("网站自查"), "check");
	return OK;
}
