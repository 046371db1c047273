/* Published information by columns. */
#include "pages/publish/columns.h"

#include "base/clock.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_feed.h"
#include "pages/publish/article_view.h"

/* Of a column that has others below it, each shows so many of its newest. */
#define BELOW_ROWS 5
#define MONTHS_A_YEAR 12
/* So many columns below one are folded in the tree. */
#define FOLD_FROM 10

static enum status find(struct exchange *exchange, struct columns *columns, const struct column **column)
{
	TRY(columns_read_lately(exchange, columns));
	*column = columns_find(columns, exchange->params[0]);
	return *column != NULL ? OK : ERR_NOT_FOUND;
}

/* The columns below one with the newest articles of each, and those that have none yet. */
static enum status add_below(struct exchange *exchange, const struct columns *columns, struct str parent)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "below");
	struct value *empty = map_list(exchange->reply->view, "empty");
	const struct column **below = arena_array(exchange->arena, columns->count + 1, sizeof(*below));
	struct str *indexes = arena_array(exchange->arena, columns->count + 1, sizeof(*indexes));
	struct articles_page *pages;
	size_t count = 0;

	for (size_t i = 0; i < columns->count; i++)
		if (str_eq(columns->list[i].parent, parent)) {
			indexes[count] = article_index_column(exchange->arena, columns->list[i].id);
			below[count++] = &columns->list[i];
		}
	pages = arena_array(exchange->arena, count + 1, sizeof(*pages));
	TRY(articles_newest(&work, indexes, count, BELOW_ROWS, pages));
	for (size_t i = 0; i < count; i++) {
		struct value *map = list_map(pages[i].count > 0 ? list : empty);

		column_view(exchange->arena, below[i], map);
		article_rows_view(exchange->arena, &pages[i], map_list(map, "articles"));
	}
	return OK;
}

static struct str month_text(struct arena *arena, int months)
{
	return arena_printf(arena, "%04d-%02d", months / MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1);
}

/* The instant at which a month begins; months are counted from year 0. */
static int64_t month_start(int months)
{
	return clock_day_start(day_of_date((struct date){ months / MONTHS_A_YEAR,
		months % MONTHS_A_YEAR + 1, 1 }));
}

/* "2026-11" exactly, as months since year 0. */
static bool month_parse(struct arena *arena, struct str text, int *months)
{
	struct date date;

	if (!date_parse(arena_join(arena, text, S("-01")), &date))
		return false;
	*months = date.year * MONTHS_A_YEAR + date.month - 1;
	return true;
}

/* The articles of one month, with the months beside it. */
static enum status read_month(struct exchange *exchange, struct str index, struct articles_page *page)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct arena *arena = exchange->arena;
	struct str month = field_get(exchange->request->query, "month");
	struct articles_span span;
	int64_t oldest;
	int months;

	if (!month_parse(arena, month, &months))
		return ERR_MALFORMED;
	span = (struct articles_span){ month_start(months), month_start(months + 1) };
	TRY(articles_oldest(&work, index, &oldest));
	/* A crawler that follows each link must come to an end. */
	if (oldest < span.from)
		map_str(view, "month_before", month_text(arena, months - 1));
	if (span.until <= work.now)
		map_str(view, "month_after", month_text(arena, months + 1));
	return articles_within(&work, index, field_get(exchange->request->query, "before"), &span, page);
}

enum status columns_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct str before = field_get(exchange->request->query, "before");
	bool by_month = field_get(exchange->request->query, "month").len > 0;
	const struct column *column;
	struct articles_page page;
	struct columns columns;
	struct value *map;
	struct str index;

	TRY(find(exchange, &columns, &column));
	index = article_index_column(exchange->arena, column->id);
	map_str(view, "month", field_get(exchange->request->query, "month"));
	TRY(by_month ? read_month(exchange, index, &page) :
		articles_list(&work, index, before, ARTICLES_A_PAGE, false, &page));
	map = map_map(view, "column");
	column_view(exchange->arena, column, map);
	map_bool(map, "library", str_eq(column->type, S("政策文件")));
	column_trail_view(exchange->arena, &columns, column, map);
	if (!by_month && before.len == 0)
		TRY(add_below(exchange, &columns, column->id));
	article_rows_view(exchange->arena, &page, map_list(view, "articles"));
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	map_bool(view, "later", before.len > 0);
	respond_page(exchange, "column", column->name, "columns");
	exchange->reply->cacheable = true;
	return OK;
}

enum status columns_feed(struct exchange *exchange)
{
	const struct column *column;
	struct columns columns;

	TRY(find(exchange, &columns, &column));
	return article_feed_send(exchange, article_index_column(exchange->arena, column->id), column->name,
		arena_join(exchange->arena, S("columns/"), column->id));
}

static int64_t count_below(const struct columns *columns, const struct column *column)
{
	int64_t count = 0;

	for (size_t i = 0; i < columns->count; i++)
		count += str_eq(columns->list[i].parent, column->id);
	return count;
}

/* The column above it under which so many stand that they are folded; NULL: none. */
static const struct column *fold_of(const struct columns *columns, const struct column *const *trail,
	size_t level)
{
	while (level-- > 1)
		if (count_below(columns, trail[level]) >= FOLD_FROM)
			return trail[level];
	return NULL;
}

/*
 * The tree as people read it: a group for each column of the first level with what is below, in which a
 * column with many others under it is a fold of these.
 */
static void add_groups(struct exchange *exchange, const struct columns *columns)
{
	struct value *groups = map_list(exchange->reply->frame, "groups");
	struct value *below = NULL;
	struct value *folds = NULL;
	struct value *folded = NULL;

	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->list[i];
		const struct column *trail[COLUMN_DEPTH];
		size_t level = columns_trail(columns, column, trail);
		bool inside = fold_of(columns, trail, level) != NULL;
		int64_t count = count_below(columns, column);
		struct value *map;

		if (level == 1) {
			map = list_map(groups);
			column_view(exchange->arena, column, map);
			below = map_list(map, "below");
			folds = map_list(map, "folds");
		}
		if (!inside && count >= FOLD_FROM) {
			map = list_map(folds);
			column_view(exchange->arena, column, map);
			map_int(map, "count", count);
			folded = map_list(map, "folded");
		} else if (level > 1) {
			map = list_map(inside ? folded : below);
			column_view(exchange->arena, column, map);
			map_int(map, "level", (int64_t)level);
		}
	}
}

enum status columns_list(struct exchange *exchange)
{
	struct value *list = map_list(exchange->reply->view, "columns");
	struct columns columns;

	TRY(columns_read_lately(exchange, &columns));
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		struct value *map = list_map(list);

		column_view(exchange->arena, &columns.list[i], map);
		map_int(map, "level", (int64_t)columns_trail(&columns, &columns.list[i], trail));
	}
	add_groups(exchange, &columns);
	respond_page(exchange, "columns", S("信息公开"), "columns");
	exchange->reply->cacheable = true;
	return OK;
}
