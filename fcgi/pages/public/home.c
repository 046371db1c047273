/* The home page. */
#include "pages/public/home.h"

#include "lists/listing.h"
#include "lists/summary.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"
#include "pages/view/present.h"

#define HOME_ROWS 6

static enum status add_rows(struct casework *work, enum tab tab, const struct depts *depts,
	struct value *list)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = tab, .any_category = true,
		.limit = HOME_ROWS };
	struct listing_page page;

	TRY(listing_read(work, &listing, &page));
	for (size_t i = 0; i < page.count; i++)
		row_view(work, &page.rows[i], &viewer_public, depts, list_map(list));
	return OK;
}

/* What of published information stands on the home page: the first open column of each of these types. */
static const char *const sections[] = { "工作动态", "通知公告" };
#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static const struct column *column_of_type(const struct columns *columns, const char *type)
{
	for (size_t i = 0; i < columns->count; i++)
		if (str_eq(columns->list[i].type, str_of(type)) && !columns->list[i].closed)
			return &columns->list[i];
	return NULL;
}

/* The open columns of the first level, as ways into the rest. */
static void add_entrances(struct exchange *exchange, const struct columns *columns)
{
	struct value *list = map_list(exchange->reply->view, "columns");

	for (size_t i = 0; i < columns->count; i++)
		if (columns->list[i].parent.len == 0 && !columns->list[i].closed)
			column_view(exchange->arena, &columns->list[i], list_map(list));
}

/* A column without articles is left out. */
static enum status add_articles(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct column *shown[SECTIONS];
	struct articles_page pages[SECTIONS];
	struct value *list = map_list(exchange->reply->view, "sections");
	struct str indexes[SECTIONS];
	struct columns columns;

	TRY(columns_read_lately(exchange, &columns));
	for (size_t i = 0; i < SECTIONS; i++) {
		shown[i] = column_of_type(&columns, sections[i]);
		indexes[i] = article_index_column(exchange->arena, shown[i] != NULL ? shown[i]->id : S(""));
	}
	TRY(articles_newest(&work, indexes, SECTIONS, HOME_ROWS, pages));
	for (size_t i = 0; i < SECTIONS; i++)
		if (pages[i].count > 0) {
			struct value *map = list_map(list);

			column_view(exchange->arena, shown[i], map);
			article_rows_view(exchange->arena, &pages[i], map_list(map, "articles"));
		}
	add_entrances(exchange, &columns);
	return OK;
}

static struct str tenths(struct arena *arena, int64_t n)
{
	return arena_printf(arena, "%lld.%lld", (long long)(n / 10), (long long)(n % 10));
}

/* The public numbers, and the rates as people read them: "96.4". */
static enum status add_figures(struct casework *work, struct value *view)
{
	struct value *figures;
	int64_t average;

	TRY(summary_read(work, &figures));
	average = map_get_int(figures, "average_days_tenths", 0);
	map_str(figures, "answer_percent", tenths(work->arena, map_get_int(figures, "answer_rate", 0)));
	map_str(figures, "on_time_percent", tenths(work->arena, map_get_int(figures, "on_time_rate", 0)));
	map_str(figures, "average_text",
		average == 0 ? S("当天") : ARENA_GLUE(work->arena, tenths(work->arena, average), S(" 天")));
	map_value(view, "figures", figures);
	return OK;
}

enum status home_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct depts depts;

	TRY(depts_read_lately(exchange, &depts));
	TRY(add_figures(&work, view));
	TRY(add_articles(exchange));
	TRY(add_rows(&work, TAB_ANSWERED, &depts, map_list(view, "answered_topics")));
	TRY(add_rows(&work, TAB_NEW, &depts, map_list(view, "new_topics")));
	respond_page(exchange, "home", S("首页"), "home");
	exchange->reply->cacheable = true;
	return OK;
}
