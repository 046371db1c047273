#include "report/site/site_columns.h"

#include <stdlib.h>

#include "publish/article.h"
#include "publish/column.h"
#include "store/keys.h"

#define NEWS_DAYS 14
#define NOTICES_MONTHS 6
#define STALE_NEWS 5
#define STALE_ANY 10
#define BLANK_MOST 5

/* Which rule says how long a column may rest: that of its type, or else its own days. */
enum rest { REST_NONE, REST_NEWS, REST_NOTICES, REST_OWN };

struct column_look {
	const struct column *column;
	int64_t newest;		/* of itself and those below it, ms; 0: none */
	bool parent;		/* of an open column */
	enum rest rest;
	/* Of those with a rule and an article: by the type alone, and by the stricter of type and own days. */
	int32_t inspected;
	int32_t fails;
	int32_t span;		/* days from the newest article until then */
};

struct site_columns {
	struct column_look *list;
	size_t count;
};

static bool is_type(const struct column *column, const char *type)
{
	return str_eq(column->type, str_of(type)) || str_eq(column->name, str_of(type));
}

static void set_rest(struct column_look *at)
{
	const struct column *column = at->column;
	int32_t newest = clock_day(at->newest);
	bool news = is_type(column, "工作动态") || is_type(column, "动态要闻");
	bool notices = is_type(column, "通知公告") || is_type(column, "政策文件");

	at->rest = news ? REST_NEWS : notices ? REST_NOTICES : column->days > 0 ? REST_OWN : REST_NONE;
	at->inspected = news ? newest + NEWS_DAYS :
		notices ? site_months_later(newest, NOTICES_MONTHS) : newest + (int32_t)column->days;
	at->fails = at->inspected;
	if (column->days > 0 && newest + column->days < at->fails)
		at->fails = newest + (int32_t)column->days;
	at->span = at->fails - newest;
}

enum status site_columns_read(struct site_look *look)
{
	struct casework *work = look->work;
	struct columns columns;
	struct str *keys;
	int64_t *newest;

	TRY(columns_read(work, &columns));
	look->columns = ARENA_NEW(work->arena, struct site_columns);
	look->columns->count = columns.count;
	look->columns->list = arena_array(work->arena, columns.count + 1, sizeof(*look->columns->list));
	keys = arena_array(work->arena, columns.count + 1, sizeof(*keys));
	newest = arena_array(work->arena, columns.count + 1, sizeof(*newest));
	for (size_t i = 0; i < columns.count; i++)
		keys[i] = key_articles(work->store, work->arena,
			article_index_column(work->arena, columns.list[i].id));
	TRY(site_newest(work, keys, columns.count, newest));
	/* Parents come before their children. */
	for (size_t i = columns.count; i-- > 0;) {
		struct column_look *at = &look->columns->list[i];
		const struct column *parent = columns_find(&columns, columns.list[i].parent);

		*at = (struct column_look){ .column = &columns.list[i], .newest = newest[i] };
		if (parent != NULL && newest[i] > newest[parent - columns.list])
			newest[parent - columns.list] = newest[i];
	}
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *parent = columns_find(&columns, columns.list[i].parent);

		if (parent != NULL && !columns.list[i].closed)
			look->columns->list[parent - columns.list].parent = true;
		set_rest(&look->columns->list[i]);
	}
	return OK;
}

/* Closed columns may rest. */
static bool is_blank(const struct column_look *at)
{
	return !at->column->closed && !at->parent && at->newest == 0;
}

static bool may_rest(const struct column_look *at)
{
	return at->column->closed || at->newest == 0 || at->rest == REST_NONE;
}

/* Its departments, or else its accounts, or else the editors. */
static struct str column_people(struct site_look *look, const struct column *column)
{
	struct str rest = column->depts;
	struct str names = { 0 };
	struct str id;

	while (str_cut(&rest, ',', &id))
		names = arena_printf(look->work->arena, "%.*s%s%.*s", STR_ARG(names),
			names.len > 0 ? "、" : "", STR_ARG(depts_name(&look->depts, id)));
	if (names.len > 0)
		return names;
	return column->accounts.len > 0 ? column->accounts : S("信息编辑");
}

static void add_column(struct site_look *look, const struct column_look *at, int32_t fails, int32_t span)
{
	struct arena *arena = look->work->arena;
	struct str what = arena_printf(arena, "栏目“%.*s”", STR_ARG(at->column->name));

	site_find(look, (struct site_finding){ .what = what,
		.since = at->newest, .fails = fails, .who = column_people(look, at->column),
		.depts = at->column->depts,
		.link = arena_join(arena, S("/columns/"), at->column->id) }, span);
}

static enum status look_rest(struct site_look *look, enum rest rest)
{
	for (size_t i = 0; i < look->columns->count; i++) {
		const struct column_look *at = &look->columns->list[i];

		if (!may_rest(at) && at->rest == rest)
			add_column(look, at, at->fails, at->span);
	}
	return OK;
}

enum status site_columns_news(struct site_look *look)
{
	return look_rest(look, REST_NEWS);
}

enum status site_columns_notices(struct site_look *look)
{
	return look_rest(look, REST_NOTICES);
}

enum status site_columns_own(struct site_look *look)
{
	return look_rest(look, REST_OWN);
}

enum status site_columns_blank(struct site_look *look)
{
	for (size_t i = 0; i < look->columns->count; i++)
		if (is_blank(&look->columns->list[i]))
			add_column(look, &look->columns->list[i], look->today, 0);
	return OK;
}

static int by_day(const void *one, const void *other)
{
	int32_t a = *(const int32_t *)one;
	int32_t b = *(const int32_t *)other;

	return (a > b) - (a < b);
}

/* The day on which so many columns have failed: the day of the last of them. */
static enum status look_together(struct site_look *look, bool any, size_t most)
{
	struct casework *work = look->work;
	int32_t *days = arena_array(work->arena, look->columns->count + 1, sizeof(*days));
	size_t count = 0;
	size_t failed = 0;

	for (size_t i = 0; i < look->columns->count; i++) {
		const struct column_look *at = &look->columns->list[i];

		if (may_rest(at) || (!any && at->rest != REST_NEWS && at->rest != REST_NOTICES))
			continue;
		days[count++] = at->inspected;
		failed += at->inspected <= look->today;
	}
	if (count < most)
		return OK;
	qsort(days, count, sizeof(*days), by_day);
	site_find(look, (struct site_finding){
		.what = arena_printf(work->arena, "已有%zu个栏目超期未更新", failed),
		.fails = days[most - 1], .who = S("信息编辑"), .link = S("/columns") }, 0);
	return OK;
}

enum status site_columns_few(struct site_look *look)
{
	return look_together(look, false, STALE_NEWS);
}

enum status site_columns_many(struct site_look *look)
{
	return look_together(look, true, STALE_ANY);
}

enum status site_columns_blanks(struct site_look *look)
{
	size_t blank = 0;

	for (size_t i = 0; i < look->columns->count; i++)
		blank += is_blank(&look->columns->list[i]);
	if (blank >= BLANK_MOST)
		site_find(look, (struct site_finding){
			.what = arena_printf(look->work->arena, "%zu个空白栏目", blank),
			.fails = look->today, .who = S("信息编辑"), .link = S("/columns") }, 0);
	return OK;
}
