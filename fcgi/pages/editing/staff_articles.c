/* Lists of articles by state. */
#include "pages/editing/staff_articles.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"
#include "pages/editing/staff_article.h"
#include "pages/view/interpretations.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

/* The tabs of the list: an index of publish/article, its name in the query, its label. */
static const struct tab {
	const char *name;
	const char *label;
	enum article_state state;
	const char *index;	/* of ARTICLE_NONE */
	bool due;		/* the soonest first; with its count */
} tabs[] = {
	{ "draft", "草稿", ARTICLE_DRAFT, NULL, false },
	{ "review", "待审核", ARTICLE_REVIEW, NULL, false },
	{ "confirm", "待补审", ARTICLE_NONE, ARTICLES_EMERGENCY, true },
	{ "scheduled", "待发布", ARTICLE_SCHEDULED, NULL, false },
	{ "published", "已发布", ARTICLE_PUBLISHED, NULL, false },
	{ "down", "已撤下", ARTICLE_NONE, ARTICLES_DOWN, false },
};
#define TABS (sizeof(tabs) / sizeof(tabs[0]))

static const struct tab *wanted_tab(struct exchange *exchange)
{
	struct str name = field_get(exchange->request->query, "tab");

	for (size_t i = 0; i < TABS; i++)
		if (str_eq(name, str_of(tabs[i].name)))
			return &tabs[i];
	return (exchange->session->viewer.roles & ROLE_EDITOR) != 0 ? &tabs[0] : &tabs[1];
}

static struct str tab_index(struct arena *arena, const struct tab *tab)
{
	return tab->index != NULL ? str_of(tab->index) : article_index_state(arena, tab->state);
}

/* A list of what is due is shown where it can have something, or has. */
static enum status add_tabs(struct exchange *exchange, const struct tab *current)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "tabs");
	int64_t waiting, late;

	TRY(articles_due(&work, S(ARTICLES_EMERGENCY), &waiting, &late));
	for (size_t i = 0; i < TABS; i++) {
		struct value *map;

		if (tabs[i].due && waiting == 0 && &tabs[i] != current &&
			!exchange->site->config->publish.emergency)
			continue;
		map = list_map(list);
		map_str(map, "link_url", arena_join(exchange->arena, S("/staff/articles?tab="),
			str_of(tabs[i].name)));
		map_str(map, "link_label", str_of(tabs[i].label));
		map_int(map, "link_count", tabs[i].due ? waiting : 0);
		map_bool(map, "link_current", &tabs[i] == current);
	}
	map_str(exchange->reply->view, "tab", str_of(current->name));
	return OK;
}

static void add_row(struct exchange *exchange, const struct article *article, const struct columns *columns,
	const struct staff_names *names, struct value *map)
{
	const struct column *column = columns_find(columns, article->column);

	article_row_view(exchange->arena, article, map);
	map_str(map, "draft_title", article->draft_title);
	map_str(map, "state", str_of(article_state_name(article->state)));
	map_str(map, "state_label", staff_article_label(article));
	map_bool(map, "unreviewed", emergency_waits(&article->emergency));
	map_str(map, "confirm_until", wording_minute(exchange->arena, article->emergency.due));
	map_str(map, "column_name", column != NULL ? column->name : article->column);
	map_str(map, "created_name", staff_who(exchange->arena, names, article->created_by));
	map_str(map, "edited_text", wording_minute(exchange->arena, article->edited));
}

enum status staff_articles_list(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	const struct tab *tab = wanted_tab(exchange);
	struct str before = field_get(exchange->request->query, "before");
	struct value *list = map_list(view, "articles");
	struct staff_ids ids = { .count = 0 };
	struct articles_page page;
	struct staff_names names;
	struct columns columns;

	TRY(tab->due ? articles_soonest(&work, tab_index(exchange->arena, tab), before, &page) :
		articles_list(&work, tab_index(exchange->arena, tab), before, ARTICLES_A_PAGE, true, &page));
	for (size_t i = 0; i < page.count; i++)
		staff_ids_add(&ids, page.rows[i].created_by);
	TRY(staff_names_read(&work, &ids, &names));
	TRY(columns_read(&work, &columns));
	for (size_t i = 0; i < page.count; i++)
		add_row(exchange, &page.rows[i], &columns, &names, list_map(list));
	TRY(add_tabs(exchange, tab));
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	TRY(interpretations_count_view(&work, &exchange->session->viewer, view));
	map_bool(view, "later", before.len > 0);
	map_bool(exchange->reply->frame, "editor", (exchange->session->viewer.roles & ROLE_EDITOR) != 0);
	respond_page(exchange, "staff_articles", S("信息发布"), "articles");
	return OK;
}
