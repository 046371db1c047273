/* What the public reads of one article. */
#include "pages/publish/articles.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"
#include "pages/publish/attachments_view.h"
#include "pages/publish/picks_view.h"
#include "pages/publish/policy_view.h"
#include "pages/view/wording.h"
#include "publish/article_origin.h"

/* 上一篇 and 下一篇 of the column, by the time of publication. */
static enum status add_beside(struct casework *work, const struct article *article, struct value *map)
{
	struct article earlier;
	struct article later;

	TRY(articles_beside(work, article, &earlier, &later));
	map_bool(map, "beside", earlier.n != 0 || later.n != 0);
	if (earlier.n != 0)
		article_row_view(work->arena, &earlier, map_map(map, "previous"));
	if (later.n != 0)
		article_row_view(work->arena, &later, map_map(map, "following"));
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

/* Where it stands, and its first picture with a whole address: for the meta tags. */
static enum status add_place(struct exchange *exchange, const struct article *article, struct value *map)
{
	const struct str picture = S("<img src=\"");
	struct str html = map_get_str(map, "html");
	size_t from = str_search(html, picture, 0);
	struct str source = { 0 };
	const struct column *column;
	struct columns columns;

	if (from < html.len) {
		from += picture.len;
		source = str_sub(html, from, str_find(html, '"', from));
	}
	if (str_starts(source, S("/")) && !str_starts(source, S("//")))
		map_str(map, "image", arena_join(exchange->arena, site_origin(exchange), source));
	else
		map_str(map, "image", str_starts(source, S("https://")) ? source : S(""));
	TRY(columns_read_lately(exchange, &columns));
	column = columns_find(&columns, article->column);
	column_trail_view(exchange->arena, &columns, column, map);
	if (column != NULL)
		column_view(exchange->arena, column, map_map(map, "section"));
	return OK;
}

static enum status add_article(struct exchange *exchange, const struct article *article,
	const struct article_version *version)
{
	struct casework work = site_work(exchange);
	struct value *map = map_map(exchange->reply->view, "article");
	enum article_opening opening = article_opens(article);

	if (opening == OPENS_NOTICE) {
		add_notice(exchange, article, map);
	} else {
		article_text_view(exchange->arena, article, version, map);
		map_bool(map, "expired", opening == OPENS_EXPIRED);
		map_bool(map, "earlier", version->version < article->versions);
		TRY(attachments_view(&work, article, version, map));
		policy_text_view(&version->text, exchange->request->now, map);
		TRY(policy_links_view(&work, article, &version->text, map));
		TRY(picks_view(exchange, version->text.cases, map, NULL));
		TRY(article_history_view(&work, article, article_url(work.arena, article->n), map));
		TRY(add_beside(&work, article, map));
	}
	TRY(add_place(exchange, article, map));
	respond_page(exchange, "article", article->title, NULL);
	exchange->reply->cacheable = true;
	return OK;
}

enum status articles_forward(struct exchange *exchange)
{
	const struct request *request = exchange->request;
	struct casework work = site_work(exchange);
	bool twin = false;
	uint64_t n = 0;

	if (request->method != METHOD_GET && request->method != METHOD_HEAD)
		return ERR_NOT_FOUND;
	TRY(article_origin_find(&work, request->uri, &n));
	if (n == 0 && request->json_path) {
		twin = true;
		TRY(article_origin_find(&work, request->path, &n));
	}
	return n == 0 ? ERR_NOT_FOUND : respond_moved(exchange, arena_join(exchange->arena,
		article_url(exchange->arena, n), twin ? S(".json") : S("")));
}

enum status articles_show(struct exchange *exchange)
{
	struct article_version version;
	struct article article;

	TRY(article_read_asked(exchange, &article, &version));
	switch (article_opens(&article)) {
	case OPENS_NOTHING:
		return ERR_NOT_FOUND;
	case OPENS_GONE:
		return ERR_GONE;
	case OPENS_MOVED:
		return respond_moved(exchange, article.moved_to);
	case OPENS_PAGE:
	case OPENS_NOTICE:
	case OPENS_EXPIRED:
		break;
	}
	return add_article(exchange, &article, &version);
}
