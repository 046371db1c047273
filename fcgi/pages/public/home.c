/* The home page. */
#include "pages/public/home.h"

#include "base/text.h"
#include "lists/newest.h"
#include "lists/summary.h"
#include "model/answered.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"
#include "pages/view/entry.h"
#include "pages/view/row.h"
#include "pages/view/wording.h"

#define LINE_LENGTH 80
#define GREETING_WITHIN 20

/* Past "您好" and the mark behind it, when a text begins with a greeting. */
static struct str past_greeting(struct str text)
{
	static const char *const marks[] = { "！", "，", "：", "。", "!", "," };
	struct str start = text_first(text, GREETING_WITHIN);

	for (size_t i = 0; i + strlen("您好") <= start.len; i++) {
		struct str rest = str_sub(text, i, text.len);

		if (!str_starts(rest, S("您好")))
			continue;
		rest = str_sub(rest, strlen("您好"), rest.len);
		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
			if (str_starts(rest, str_of(marks[m])))
				return str_sub(rest, strlen(marks[m]), rest.len);
		return text;
	}
	return text;
}

/* The first line of the answer in force that says something. */
static struct str answer_line(struct arena *arena, const struct newest_row *row)
{
	const struct value *thread = thread_visible(arena, &row->record, row->thread, &viewer_public);
	struct str text = text_tidy(arena, past_greeting(entry_latest_answer(thread)), true);

	text = str_sub(text, 0, str_find(text, '\n', 0));
	if (text_length(text) <= LINE_LENGTH)
		return text;
	return arena_join(arena, text_first(text, LINE_LENGTH), S("…"));
}

static enum status add_topics(struct casework *work, const struct depts *depts, struct value *view)
{
	struct newest lists[] = { { .tab = TAB_ANSWERED }, { .tab = TAB_NEW } };
	struct value *answered = map_list(view, "answered_topics");
	struct value *newest = map_list(view, "new_topics");

	TRY(newest_read(work, lists, sizeof(lists) / sizeof(lists[0])));
	for (size_t i = 0; i < lists[0].count; i++) {
		struct value *map = list_map(answered);

		row_view(work, &lists[0].rows[i].record, &viewer_public, depts, map);
		map_str(map, "answered_text",
			wording_day(work->arena, answered_shown(&lists[0].rows[i].record), work->now));
		map_str(map, "answer_line", answer_line(work->arena, &lists[0].rows[i]));
	}
	for (size_t i = 0; i < lists[1].count; i++)
		row_view(work, &lists[1].rows[i].record, &viewer_public, depts, list_map(newest));
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
	TRY(articles_newest(&work, indexes, SECTIONS, NEWEST_ROWS, pages));
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

/* The public numbers, and those of the last days as people read them. */
static enum status add_figures(struct casework *work, struct value *view)
{
	struct value *figures;
	int64_t average;

	TRY(summary_read(work, &figures));
	average = map_get_int(figures, "recent_average_days_tenths", 0);
	map_int(figures, "recent_period", SUMMARY_DAYS);
	map_str(figures, "recent_on_time_text",
		arena_join(work->arena, tenths(work->arena, map_get_int(figures, "recent_on_time_rate", 0)),
			S("%")));
	map_str(figures, "recent_average_text",
		average == 0 ? S("当天答复") : ARENA_GLUE(work->arena, S("平均 "),
						       tenths(work->arena, average), S(" 个工作日")));
	map_value(view, "figures", figures);
	return OK;
}

enum status home_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct depts depts;

	TRY(depts_read_lately(exchange, &depts));
	TRY(add_topics(&work, &depts, view));
	TRY(add_figures(&work, view));
	TRY(add_articles(exchange));
	respond_page(exchange, "home", S("首页"), "home");
	exchange->reply->cacheable = true;
	return OK;
}
