/* Published information: an article, a column, the tree of columns. */
#include "pages/publish/articles.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"
#include "pages/view/wording.h"

#define VERSIONS_SHOWN 50
/* Of a column that has others below it, each shows so many of its newest. */
#define BELOW_ROWS 5

/* 修订记录: every version but the first with what it changed. */
static enum status add_versions(struct casework *work, const struct article *article, struct value *map)
{
	struct article_version *versions = arena_array(work->arena, VERSIONS_SHOWN, sizeof(*versions));
	int64_t from = article->versions > VERSIONS_SHOWN ? article->versions - VERSIONS_SHOWN + 1 : 1;
	struct value *list = map_list(map, "versions");
	size_t count;

	if (article->versions < 2)
		return OK;
	TRY(article_versions(work, article->n, from, VERSIONS_SHOWN, versions, &count));
	for (size_t i = count; i-- > 0;) {
		struct value *item = list_map(list);

		map_int(item, "version", versions[i].version);
		map_str(item, "when", wording_minute(work->arena, versions[i].at));
		map_str(item, "change", versions[i].version == 1 ? S("首次发布") : versions[i].text.note);
		map_str(item, "version_url", ARENA_GLUE(work->arena, S("/articles/"),
			num(work->arena, (int64_t)article->n), S("?version="),
			num(work->arena, versions[i].version)));
	}
	return OK;
}

/* The article has gone elsewhere: 301 (RFC 9110, section 15.4.2). */
static enum status send_on(struct exchange *exchange, struct str place)
{
	exchange->reply->status = 301;
	reply_header(exchange->reply, S("Location"), place);
	exchange->reply->type = S("text/plain; charset=utf-8");
	exchange->reply->body = arena_join(exchange->arena, S("已迁移到："), place);
	return OK;
}

/* What stays of one that was withdrawn: its title, when and why. */
static void add_notice(struct exchange *exchange, const struct article *article, struct value *map)
{
	article_row_view(exchange->arena, article, map);
	map_bool(map, "withdrawn", true);
	map_str(map, "withdrawn_text", wording_minute(exchange->arena, article->taken_down));
	map_str(map, "reason", article->reason);
}

static enum status add_article(struct exchange *exchange, const struct article *article,
	const struct article_version *version)
{
	struct casework work = site_work(exchange);
	struct value *map = map_map(exchange->reply->view, "article");
	enum article_opening opening = article_opens(article);
	struct columns columns;

	if (opening == OPENS_NOTICE) {
		add_notice(exchange, article, map);
	} else {
		article_text_view(exchange->arena, article, version, map);
		map_bool(map, "expired", opening == OPENS_EXPIRED);
		map_bool(map, "earlier", version->version < article->versions);
		TRY(add_versions(&work, article, map));
	}
	TRY(columns_read(&work, &columns));
	column_trail_view(exchange->arena, &columns, columns_find(&columns, article->column), map);
	respond_page(exchange, "article", article->title, NULL);
	exchange->reply->cacheable = true;
	return OK;
}

enum status articles_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str asked = field_get(exchange->request->query, "version");
	struct article_version version;
	struct article article;
	uint64_t number = 0;
	uint64_t n = 0;

	if (!str_to_u64(exchange->params[0], INT64_MAX, &n) ||
		(asked.len > 0 && (!str_to_u64(asked, INT32_MAX, &number) || number == 0)))
		return ERR_NOT_FOUND;
	TRY(article_read_version(&work, n, (int64_t)number, &article, &version));
	switch (article_opens(&article)) {
	case OPENS_NOTHING:
		return ERR_NOT_FOUND;
	case OPENS_GONE:
		return ERR_GONE;
	case OPENS_MOVED:
		return send_on(exchange, article.moved_to);
	case OPENS_PAGE:
	case OPENS_NOTICE:
	case OPENS_EXPIRED:
		break;
	}
	return add_article(exchange, &article, &version);
}

/* The columns below one with the newest articles of each, and those that have none yet. */
static enum status add_below(struct exchange *exchange, const struct columns *columns, struct str parent)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "below");
	struct value *empty = map_list(exchange->reply->view, "empty");

	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->list[i];
		struct articles_page page;
		struct value *map;

		if (!str_eq(column->parent, parent))
			continue;
		TRY(articles_list(&work, article_index_column(exchange->arena, column->id), S(""),
			BELOW_ROWS, false, &page));
		map = list_map(page.count > 0 ? list : empty);
		column_view(exchange->arena, column, map);
		article_rows_view(exchange->arena, &page, map_list(map, "articles"));
	}
	return OK;
}

enum status articles_column(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct str before = field_get(exchange->request->query, "before");
	const struct column *column;
	struct articles_page page;
	struct columns columns;
	struct value *map;

	TRY(columns_read(&work, &columns));
	column = columns_find(&columns, exchange->params[0]);
	if (column == NULL)
		return ERR_NOT_FOUND;
	TRY(articles_list(&work, article_index_column(exchange->arena, column->id), before, ARTICLES_A_PAGE,
		false, &page));
	map = map_map(view, "column");
	column_view(exchange->arena, column, map);
	column_trail_view(exchange->arena, &columns, column, map);
	TRY(add_below(exchange, &columns, column->id));
	article_rows_view(exchange->arena, &page, map_list(view, "articles"));
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	map_bool(view, "later", before.len > 0);
	respond_page(exchange, "column", column->name, NULL);
	exchange->reply->cacheable = true;
	return OK;
}

enum status articles_columns(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "columns");
	struct columns columns;

	TRY(columns_read(&work, &columns));
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		struct value *map = list_map(list);

		column_view(exchange->arena, &columns.list[i], map);
		map_int(map, "level", (int64_t)columns_trail(&columns, &columns.list[i], trail));
	}
	respond_page(exchange, "columns", S("信息公开"), "columns");
	exchange->reply->cacheable = true;
	return OK;
}
