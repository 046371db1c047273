#include "pages/staff/queue_filter.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "drafts/desk_filter.h"
#include "model/lengths.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "web/fields.h"

#define FIELDS_MOST 16

/* The choices of a select, by the bits they stand for or the days. */
static const struct days {
	const char *name;
	const char *label;
	int days;
} dues[] = {
	{ "late", "已超期", 0 },
	{ "today", "今天到期", 1 },
	{ "soon", "三天内到期", 3 },
}, ages[] = {
	{ "3", "等三天以上", 3 },
	{ "7", "等一周以上", 7 },
	{ "30", "等一个月以上", 30 },
};
#define DAYS 3

static const struct {
	const char *name;
	const char *label;
} orders[QUEUE_ORDERS] = { [ORDER_DUE] = { "", "按期限" }, [ORDER_AGE] = { "age", "按等待时间" },
	[ORDER_SUPPORTS] = { "supports", "按关心人数" } };

static void add_choice(struct value *list, struct str option, const char *label, struct str asked)
{
	struct value *map = list_map(list);

	map_str(map, "option", option);
	map_str(map, "option_label", str_of(label));
	map_bool(map, "chosen", str_eq(option, asked));
}

/* To the query that is kept, if the choice is one. */
static void keep(struct arena *arena, struct buf *query, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	buf_printf(query, "%s%s=", query->len > 0 ? "&" : "", name);
	buf_add(query, respond_escape_query(arena, value));
}

static const struct days *days_find(const struct days *rows, struct str name)
{
	for (size_t i = 0; i < DAYS; i++)
		if (str_eq(name, str_of(rows[i].name)))
			return &rows[i];
	return NULL;
}

static enum queue_order order_find(struct str desk, struct str name)
{
	enum queue_order order = QUEUE_ORDERS - 1;

	while (order > ORDER_DUE && !str_eq(name, str_of(orders[order].name)))
		order--;
	return queue_has_order(desk, order) ? order : ORDER_DUE;
}

/* What the fields ask for, and the query that says it; overdue is what was due before now. */
static struct str parse(struct exchange *exchange, const struct field *fields, struct str desk,
	struct queue_filter *filter)
{
	struct str area = text_tidy(exchange->arena, field_get(fields, "area"), false);
	const struct days *due = days_find(dues, field_get(fields, "due"));
	const struct days *age = days_find(ages, field_get(fields, "age"));
	int64_t now = site_work(exchange).now;
	int32_t today = clock_day(now);
	struct buf query = buf_in(exchange->arena);
	enum category category;
	enum channel channel;

	*filter = (struct queue_filter){ .area = text_first(area, AREA_MAX) };
	if (channel_parse(field_get(fields, "channel"), &channel)) {
		filter->channels = CHANNEL_BIT(channel);
		keep(exchange->arena, &query, "channel", str_of(channel_name(channel)));
	}
	if (category_parse(field_get(fields, "category"), &category)) {
		filter->categories = 1u << category;
		keep(exchange->arena, &query, "category", str_of(category_name(category)));
	}
	keep(exchange->arena, &query, "area", filter->area);
	if (due != NULL) {
		filter->due_before = due->days == 0 ? now : clock_day_start(today + due->days);
		keep(exchange->arena, &query, "due", str_of(due->name));
	}
	if (age != NULL) {
		filter->created_before = clock_day_start(today - age->days + 1);
		keep(exchange->arena, &query, "age", str_of(age->name));
	}
	if (field_get(fields, "mine").len > 0) {
		filter->holder = exchange->session->viewer.id;
		keep(exchange->arena, &query, "mine", S("1"));
	}
	filter->order = order_find(desk, field_get(fields, "order"));
	keep(exchange->arena, &query, "order", str_of(orders[filter->order].name));
	return buf_str(&query);
}

/* Another order leaves nothing out. */
static bool narrows(const struct queue_filter *filter)
{
	return filter->channels != 0 || filter->categories != 0 || filter->area.len > 0 ||
		filter->due_before != 0 || filter->created_before != 0 || filter->holder.len > 0;
}

static void show(const struct field *fields, struct str desk, const struct queue_filter *filter,
	struct value *map)
{
	struct value *list = map_list(map, "channels");

	map_bool(map, "on", narrows(filter));
	map_str(map, "area", filter->area);
	map_bool(map, "mine", filter->holder.len > 0);
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		add_choice(list, str_of(channel_name((enum channel)i)), channel_label((enum channel)i),
			field_get(fields, "channel"));
	list = map_list(map, "categories");
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		add_choice(list, str_of(category_name((enum category)i)), category_label((enum category)i),
			field_get(fields, "category"));
	list = map_list(map, "dues");
	for (size_t i = 0; i < DAYS; i++)
		add_choice(list, str_of(dues[i].name), dues[i].label, field_get(fields, "due"));
	list = map_list(map, "ages");
	for (size_t i = 0; i < DAYS; i++)
		add_choice(list, str_of(ages[i].name), ages[i].label, field_get(fields, "age"));
	list = map_list(map, "orders");
	for (size_t i = 0; i < QUEUE_ORDERS; i++)
		if (queue_has_order(desk, (enum queue_order)i))
			add_choice(list, str_of(orders[i].name), orders[i].label,
				str_of(orders[filter->order].name));
}

static enum status read_kept(struct exchange *exchange, struct str desk, struct field **fields)
{
	struct casework work = site_work(exchange);
	struct str query;

	*fields = NULL;
	TRY(desk_filter_read(&work, exchange->session->viewer.id, desk, &query));
	return fields_parse_urlencoded(exchange->arena, query, FIELDS_MOST, fields);
}

enum status queue_filter_kept(struct exchange *exchange, struct str desk, struct queue_filter *filter)
{
	struct field *fields;

	TRY(read_kept(exchange, desk, &fields));
	(void)parse(exchange, fields, desk, filter);
	return OK;
}

enum status queue_filter_asked(struct exchange *exchange, struct str desk, struct queue_filter *filter)
{
	struct casework work = site_work(exchange);
	struct field *fields = exchange->request->query;
	bool asked = field_get(fields, "filter").len > 0;
	struct str query;

	if (!asked)
		TRY(read_kept(exchange, desk, &fields));
	query = parse(exchange, fields, desk, filter);
	/* The desk is shown also while Redis takes nothing more. */
	if (asked && queue_open(desk, &exchange->session->viewer))
		(void)desk_filter_write(&work, exchange->session->viewer.id, desk, query);
	show(fields, desk, filter, map_map(exchange->reply->view, "filter"));
	/* For the links to the other pages: another tab may have asked for something else meanwhile. */
	map_str(exchange->reply->view, "page_url",
		ARENA_GLUE(exchange->arena, S("/staff/queues/"), respond_escape_query(exchange->arena, desk),
			S("?filter=1"), query.len > 0 ? S("&") : query, query));
	return OK;
}
