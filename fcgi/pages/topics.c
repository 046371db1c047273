/* The public lists of topics, a topic, and the departments. */
#include "base/buf.h"
#include "cases/listing.h"
#include "pages/present.h"
#include "pages/public.h"

#define LIST_ROWS 20
#define DEPT_ROWS 10
#define CURSOR_MAX 64

static const char *const tab_labels[TAB_COUNT] = { [TAB_NEW] = "最新", [TAB_HOT] = "热门", [TAB_ANSWERED] = "已答复" };

/* Empty is "any"; a word that isn't ours is an error, not a silent "any". */
static enum status read_filters(const struct exchange *exchange, struct listing *listing)
{
	const struct field *query = exchange->request->query;
	struct str tab = field_get(query, "tab");
	struct str category = field_get(query, "category");

	*listing = (struct listing){ .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .limit = LIST_ROWS };
	listing->any_category = category.len == 0;
	listing->dept = field_get(query, "dept");
	listing->before = field_get(query, "before");
	if (tab.len > 0 && !tab_parse(tab, &listing->tab))
		return ERR_MALFORMED;
	if (!listing->any_category && !category_parse(category, &listing->category))
		return ERR_MALFORMED;
	if (listing->dept.len > 0 && !dept_id_valid(listing->dept))
		return ERR_MALFORMED;
	return listing->before.len <= CURSOR_MAX ? OK : ERR_MALFORMED;
}

/* The address of a list; names and ids need no escaping, cursors are digits, dashes and dots. */
static struct str list_url(struct arena *arena, const struct listing *listing, struct str before)
{
	struct buf url = buf_in(arena);

	buf_printf(&url, "/topics?tab=%s", tab_name(listing->tab));
	if (!listing->any_category)
		buf_printf(&url, "&category=%s", category_name(listing->category));
	if (listing->dept.len > 0)
		buf_printf(&url, "&dept=%.*s", STR_ARG(listing->dept));
	if (before.len > 0)
		buf_printf(&url, "&before=%.*s", STR_ARG(before));
	return buf_str(&url);
}

static void add_link(struct value *list, struct str label, struct str url, bool current)
{
	struct value *map = list_map(list);

	map_str(map, "link_label", label);
	map_str(map, "link_url", url);
	map_bool(map, "link_current", current);
}

/* Tabs, chips and the choice of a department: the list's own controls. */
static void add_controls(struct exchange *exchange, const struct listing *listing, const struct depts *depts)
{
	struct value *tabs = map_list(exchange->reply->frame, "tabs");
	struct value *chips = map_list(exchange->reply->frame, "chips");
	struct value *options = map_list(exchange->reply->frame, "dept_options");
	struct listing other = *listing;

	for (other.tab = 0; other.tab < TAB_COUNT; other.tab++)
		add_link(tabs, str_of(tab_labels[other.tab]), list_url(exchange->arena, &other, (struct str){ 0 }),
			other.tab == listing->tab);
	other = *listing;
	other.any_category = true;
	add_link(chips, S("全部"), list_url(exchange->arena, &other, (struct str){ 0 }), listing->any_category);
	other.any_category = false;
	for (other.category = 0; other.category < CATEGORY_COUNT; other.category++)
		add_link(chips, str_of(category_label(other.category)), list_url(exchange->arena, &other, (struct str){ 0 }),
			!listing->any_category && other.category == listing->category);
	for (size_t i = 0; i < depts->count; i++) {
		struct value *map = list_map(options);

		map_str(map, "option_id", depts->list[i].id);
		map_str(map, "option_name", depts->list[i].name);
		map_bool(map, "option_chosen", str_eq(depts->list[i].id, listing->dept));
	}
}

static void add_page(struct casework *work, const struct listing_page *page, const struct depts *depts,
	struct value *topics)
{
	for (size_t i = 0; i < page->count; i++)
		present_row(work, &page->rows[i], &viewer_public, depts, list_map(topics));
}

enum status topics_list(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct listing listing;
	struct listing_page page;
	struct depts depts;

	TRY(read_filters(exchange, &listing));
	TRY(present_depts_lately(exchange, &depts));
	TRY(listing_read(&work, &listing, &page));
	map_str(view, "tab", str_of(tab_name(listing.tab)));
	map_str(view, "category", listing.any_category ? (struct str){ 0 } : str_of(category_name(listing.category)));
	map_str(view, "dept", listing.dept);
	map_str(view, "before", listing.before);
	add_page(&work, &page, &depts, map_list(view, "topics"));
	map_str(view, "next", page.next.len > 0 ? list_url(exchange->arena, &listing, page.next) : page.next);
	map_str(exchange->reply->frame, "first_url", list_url(exchange->arena, &listing, (struct str){ 0 }));
	add_controls(exchange, &listing, &depts);
	site_page(exchange, "topics", S("话题"), "topics");
	exchange->reply->cacheable = true;
	return OK;
}

static uint64_t number_param(const struct exchange *exchange)
{
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	return n;
}

enum status topics_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	struct depts depts;
	int64_t views;

	TRY(case_read(&work, number_param(exchange), &record, &thread, &views));
	if (!case_visible(&record, &viewer_public) || record.channel != CHANNEL_TOPIC)
		return ERR_NOT_FOUND;
	TRY(present_depts_lately(exchange, &depts));
	TRY(present_case(&work, &record, thread, &viewer_public, &depts, map_map(exchange->reply->view, "case")));
	map_int(exchange->reply->view, "views", views);
	site_page(exchange, "topic", record.title, "topics");
	exchange->reply->cacheable = true;
	return OK;
}

enum status departments_list(struct exchange *exchange)
{
	struct value *list = map_list(exchange->reply->view, "departments");
	struct depts depts;

	TRY(present_depts_lately(exchange, &depts));
	for (size_t i = 0; i < depts.count; i++) {
		struct value *map = list_map(list);

		map_str(map, "id", depts.list[i].id);
		map_str(map, "name", depts.list[i].name);
		map_str(map, "phone", depts.list[i].phone);
		map_str(map, "url", arena_join(exchange->arena, S("/departments/"), depts.list[i].id));
	}
	site_page(exchange, "departments", S("承办部门"), NULL);
	exchange->reply->cacheable = true;
	return OK;
}

static enum status add_topics(struct casework *work, struct str dept, const struct depts *depts, struct value *view)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true, .dept = dept,
		.limit = DEPT_ROWS };
	struct listing_page page;

	TRY(listing_read(work, &listing, &page));
	add_page(work, &page, depts, map_list(view, "topics"));
	map_str(view, "next", page.next.len > 0 ? list_url(work->arena, &listing, page.next) : page.next);
	return OK;
}

enum status departments_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *figures;
	struct dept dept;
	struct depts depts;

	TRY(dept_read(&work, exchange->params[0], &dept));
	TRY(present_depts_lately(exchange, &depts));
	map_str(view, "id", dept.id);
	map_str(view, "name", dept.name);
	map_str(view, "phone", dept.phone);
	TRY(figures_dept(&work, dept.id, &figures));
	map_value(view, "figures", figures);
	TRY(add_topics(&work, dept.id, &depts, view));
	site_page(exchange, "department", dept.name, NULL);
	exchange->reply->cacheable = true;
	return OK;
}
