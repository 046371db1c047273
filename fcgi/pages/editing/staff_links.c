#include "pages/editing/staff_links.h"

#include "lists/articles.h"
#include "pages/publish/article_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/wording.h"
#include "publish/outward.h"

static void add_failure(struct exchange *exchange, const struct outward_failure *failure, struct value *map)
{
	map_str(map, "address", failure->url);
	map_str(map, "why", failure->why);
	map_str(map, "since", wording_instant(exchange->arena, failure->since));
	map_str(map, "since_text", wording_date(exchange->arena, failure->since));
	map_bool(map, "broken", failure->failures >= OUTWARD_FAILURES);
}

enum status staff_links_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct str before = field_get(exchange->request->query, "before");
	struct value *list = map_list(view, "articles");
	struct outward_failure *failures[ARTICLES_A_PAGE];
	uint64_t numbers[ARTICLES_A_PAGE];
	size_t counts[ARTICLES_A_PAGE];
	struct articles_page page;

	TRY(articles_list(&work, S(ARTICLES_BROKEN), before, ARTICLES_A_PAGE, true, &page));
	for (size_t i = 0; i < page.count; i++)
		numbers[i] = page.rows[i].n;
	TRY(outward_read(&work, numbers, page.count, failures, counts));
	for (size_t i = 0; i < page.count; i++) {
		struct value *map = list_map(list);
		struct value *links = map_list(map, "links");

		article_row_view(exchange->arena, &page.rows[i], map);
		for (size_t k = 0; k < counts[i]; k++)
			add_failure(exchange, &failures[i][k], list_map(links));
	}
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	map_bool(view, "later", before.len > 0);
	respond_page(exchange, "staff_links", S("失效链接"), "articles");
	return OK;
}
