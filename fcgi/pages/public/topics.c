/* The public lists of topics and of letters, a page of one, and the departments. */
#include "pages/public/topics.h"

#include "base/buf.h"
#include "base/text.h"
#include "lists/listing.h"
#include "pages/public/stats.h"
#include "pages/publish/picks_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/photos.h"
#include "pages/view/present.h"
#include "participation/followers.h"

#define LIST_ROWS 20
#define DEPT_ROWS 10
#define CURSOR_MAX 64

/* The lists: one row for each channel that has public pages. */
static const struct board {
	enum channel channel;
	const char *path;
	const char *template;	/* also the name of the rows in the view, and of the entry of the menu */
	const char *title;
	enum tab tabs[TAB_COUNT];
	size_t tab_count;
} topics = { CHANNEL_TOPIC, "/topics", "topics", "话题", { TAB_NEW, TAB_HOT, TAB_ANSWERED }, 3 },
	letters = { CHANNEL_LETTER, "/letters", "letters", "信箱", { TAB_NEW, TAB_ANSWERED }, 2 };

static const char *const tab_labels[TAB_COUNT] = { [TAB_NEW] = "最新", [TAB_HOT] = "热门",
	[TAB_ANSWERED] = "已答复" };

static bool has_tab(const struct board *board, enum tab tab)
{
	for (size_t i = 0; i < board->tab_count; i++)
		if (board->tabs[i] == tab)
			return true;
	return false;
}

/* Empty is "any"; a word that isn't ours is an error, not a silent "any". */
static enum status read_filters(const struct exchange *exchange, const struct board *board,
	struct listing *listing)
{
	const struct field *query = exchange->request->query;
	struct str tab = field_get(query, "tab");
	struct str category = field_get(query, "category");

	*listing = (struct listing){ .channel = board->channel, .tab = TAB_NEW, .limit = LIST_ROWS };
	listing->any_category = category.len == 0;
	listing->dept = field_get(query, "dept");
	listing->before = field_get(query, "before");
	if (tab.len > 0 && (!tab_parse(tab, &listing->tab) || !has_tab(board, listing->tab)))
		return ERR_MALFORMED;
	if (!listing->any_category && !category_parse(category, &listing->category))
		return ERR_MALFORMED;
	if (listing->dept.len > 0 && !dept_id_valid(listing->dept))
		return ERR_MALFORMED;
	return listing->before.len <= CURSOR_MAX ? OK : ERR_MALFORMED;
}

/* The address of a list; names and ids need no escaping, cursors are digits, dashes, dots and a tilde. */
static struct str list_url(struct arena *arena, const struct board *board, const struct listing *listing,
	struct str before)
{
	struct buf url = buf_in(arena);

	buf_printf(&url, "%s?tab=%s", board->path, tab_name(listing->tab));
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
static void add_controls(struct exchange *exchange, const struct board *board, const struct listing *listing,
	const struct depts *depts)
{
	struct value *tabs = map_list(exchange->reply->frame, "tabs");
	struct value *chips = map_list(exchange->reply->frame, "chips");
	struct value *options = map_list(exchange->reply->frame, "dept_options");
	struct listing other = *listing;

	map_str(exchange->reply->frame, "list_path", str_of(board->path));
	for (size_t i = 0; i < board->tab_count; i++) {
		other.tab = board->tabs[i];
		add_link(tabs, str_of(tab_labels[other.tab]),
			list_url(exchange->arena, board, &other, (struct str){ 0 }),
			other.tab == listing->tab);
	}
	other = *listing;
	other.any_category = true;
	add_link(chips, S("全部"), list_url(exchange->arena, board, &other, (struct str){ 0 }),
		listing->any_category);
	other.any_category = false;
	for (other.category = 0; other.category < CATEGORY_COUNT; other.category++)
		add_link(chips, str_of(category_label(other.category)),
			list_url(exchange->arena, board, &other, (struct str){ 0 }),
			!listing->any_category && other.category == listing->category);
	for (size_t i = 0; i < depts->count; i++) {
		struct value *map = list_map(options);

		map_str(map, "option_id", depts->list[i].id);
		map_str(map, "option_name", depts->list[i].name);
		map_bool(map, "option_chosen", str_eq(depts->list[i].id, listing->dept));
	}
}

static void add_page(struct casework *work, const struct listing_page *page, const struct depts *depts,
	struct value *rows)
{
	for (size_t i = 0; i < page->count; i++)
		row_view(work, &page->rows[i], &viewer_public, depts, list_map(rows));
}

/* A cache keeps a list for each department, so not for any id that somebody makes up. */
static bool may_keep(const struct listing *listing, const struct depts *depts)
{
	for (size_t i = 0; i < depts->count; i++)
		if (str_eq(depts->list[i].id, listing->dept))
			return true;
	return listing->dept.len == 0;
}

static enum status show_list(struct exchange *exchange, const struct board *board)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct listing listing;
	struct listing_page page;
	struct depts depts;

	TRY(read_filters(exchange, board, &listing));
	TRY(depts_read_lately(exchange, &depts));
	TRY(listing_read(&work, &listing, &page));
	map_str(view, "tab", str_of(tab_name(listing.tab)));
	map_str(view, "category",
		listing.any_category ? (struct str){ 0 } : str_of(category_name(listing.category)));
	map_str(view, "dept", listing.dept);
	map_str(view, "before", listing.before);
	add_page(&work, &page, &depts, map_list(view, board->template));
	map_str(view, "next",
		page.next.len > 0 ? list_url(exchange->arena, board, &listing, page.next) : page.next);
	map_str(exchange->reply->frame, "first_url",
		list_url(exchange->arena, board, &listing, (struct str){ 0 }));
	add_controls(exchange, board, &listing, &depts);
	respond_page(exchange, board->template, str_of(board->title), board->template);
	exchange->reply->cacheable = may_keep(&listing, &depts);
	return OK;
}

enum status topics_list(struct exchange *exchange)
{
	return show_list(exchange, &topics);
}

enum status letters_list(struct exchange *exchange)
{
	return show_list(exchange, &letters);
}

static uint64_t number_param(const struct exchange *exchange)
{
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	return n;
}

/* What takes more than four lines on a phone, and on a desk. */
#define LONG 72
#define VERY_LONG 190
#define SHARED 80

/* What the page says of the question besides its text: whether it is folded, and how it begins where it is shared. */
static void add_question(struct exchange *exchange, const struct value *thread)
{
	const struct value *question = thread->first != NULL ? &thread->first->value : thread;
	struct str text = map_get_str(question, "text");
	size_t length = text_length(text);
	size_t lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	map_str(exchange->reply->frame, "share_text",
		text_first(text_tidy(exchange->arena, text, false), SHARED));
	map_bool(exchange->reply->frame, "question_long", length > LONG || lines > 4);
	map_bool(exchange->reply->frame, "question_very_long", length > VERY_LONG || lines > 4);
}

static enum status show_case(struct exchange *exchange, const struct board *board)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	struct value *map;
	struct depts depts;
	struct case_beside beside;

	TRY(case_read(&work, number_param(exchange), &record, &thread, &beside));
	if (!case_visible(&record, &viewer_public) || record.channel != board->channel)
		return ERR_NOT_FOUND;
	TRY(depts_read_lately(exchange, &depts));
	add_question(exchange, thread);
	map = map_map(exchange->reply->view, "case");
	TRY(present_comments(exchange, &work, &record, &viewer_public, &thread, map));
	TRY(present_case(&work, &record, thread, &viewer_public, &depts, map));
	photos_base(exchange->reply->view, ARENA_GLUE(exchange->arena, S("/photos/"), exchange->params[0]));
	map_int(exchange->reply->view, "views", beside.views);
	TRY(picks_articles_view(&work, &beside, map));
	map_bool(exchange->reply->frame, "follow", followers_may_come(&work, &record));
	respond_page(exchange, "topic", record.title, board->template);
	exchange->reply->cacheable = true;
	return OK;
}

enum status topics_show(struct exchange *exchange)
{
	return show_case(exchange, &topics);
}

enum status letters_show(struct exchange *exchange)
{
	return show_case(exchange, &letters);
}

enum status departments_list(struct exchange *exchange)
{
	struct value *list = map_list(exchange->reply->view, "departments");
	struct depts depts;

	TRY(depts_read_lately(exchange, &depts));
	for (size_t i = 0; i < depts.count; i++) {
		struct value *map = list_map(list);

		map_str(map, "id", depts.list[i].id);
		map_str(map, "name", depts.list[i].name);
		map_str(map, "phone", depts.list[i].phone);
		map_str(map, "url", arena_join(exchange->arena, S("/departments/"), depts.list[i].id));
	}
	respond_page(exchange, "departments", S("承办部门"), NULL);
	exchange->reply->cacheable = true;
	return OK;
}

static enum status add_topics(struct casework *work, struct str dept, const struct depts *depts,
	struct value *view)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true,
		.dept = dept,
		.limit = DEPT_ROWS };
	struct listing_page page;

	TRY(listing_read(work, &listing, &page));
	add_page(work, &page, depts, map_list(view, "topics"));
	map_str(view, "next",
		page.next.len > 0 ? list_url(work->arena, &topics, &listing, page.next) : page.next);
	return OK;
}

enum status departments_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct dept dept;
	struct depts depts;

	TRY(dept_read(&work, exchange->params[0], &dept));
	TRY(depts_read_lately(exchange, &depts));
	map_str(view, "id", dept.id);
	map_str(view, "name", dept.name);
	map_str(view, "phone", dept.phone);
	TRY(stats_add_dept(exchange, dept.id));
	TRY(add_topics(&work, dept.id, &depts, view));
	respond_page(exchange, "department", dept.name, NULL);
	exchange->reply->cacheable = true;
	return OK;
}
