/* The yearly reports as everybody reads them. */
#include "pages/report/reports.h"

#include "pages/publish/article_view.h"
#include "pages/report/report_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/wording.h"

#define YEARS_SHOWN 50
#define LIST_SUFFIX S(".ndjson")

enum status reports_list(struct exchange *exchange)
{
	struct value *list = map_list(exchange->reply->view, "years");
	struct casework work = site_work(exchange);
	struct article *articles = arena_array(exchange->arena, YEARS_SHOWN, sizeof(*articles));
	size_t count;

	TRY(article_report_years(&work, 0, YEARS_SHOWN, articles, &count));
	for (size_t i = 0; i < count; i++) {
		struct value *map;

		if (!article_listed(&articles[i]))
			continue;
		map = list_map(list);
		map_int(map, "year", articles[i].report);
		map_str(map, "title", articles[i].title);
		map_str(map, "url", report_url(exchange->arena, articles[i].report));
		map_str(map, "published_date", wording_date(exchange->arena, articles[i].published));
	}
	respond_page(exchange, "report_years", S("政府信息公开工作年度报告"), "columns");
	exchange->reply->cacheable = true;
	return OK;
}

/* The report of the address, in the version that is asked for, if the public may read it. */
static enum status read_public(struct exchange *exchange, struct frozen *frozen)
{
	struct casework work = site_work(exchange);
	struct str asked = field_get(exchange->request->query, "version");
	uint64_t version = 0;
	uint64_t year = 0;

	if (!str_to_u64(exchange->params[0], 9999, &year) ||
		(asked.len > 0 && (!str_to_u64(asked, INT32_MAX, &version) || version == 0)))
		return ERR_NOT_FOUND;
	TRY(frozen_read(&work, (int)year, (int64_t)version, frozen));
	return article_opens(&frozen->article) == OPENS_GONE ? ERR_GONE : OK;
}

/* Withdrawn or gone elsewhere: the article's own address says how. */
static enum status send_to_article(struct exchange *exchange, const struct article *article)
{
	exchange->reply->status = 302;
	reply_header(exchange->reply, S("Location"),
		arena_join(exchange->arena, S("/articles/"), num(exchange->arena, (int64_t)article->n)));
	exchange->reply->type = S("text/plain; charset=utf-8");
	return OK;
}

enum status reports_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct frozen frozen;

	TRY(read_public(exchange, &frozen));
	if (article_opens(&frozen.article) == OPENS_NOTHING)
		return ERR_NOT_FOUND;
	if (!article_readable(&frozen.article))
		return send_to_article(exchange, &frozen.article);
	report_view(exchange->arena, &frozen, view);
	TRY(article_history_view(&work, &frozen.article,
		report_url(exchange->arena, frozen.article.report), view));
	report_filed_view(exchange->arena, &frozen, map_list(exchange->reply->frame, "filings"));
	map_bool(exchange->reply->frame, "proofs", true);
	map_str(exchange->reply->frame, "proof_base", report_url(exchange->arena, frozen.article.report));
	respond_page(exchange, "report_page", frozen.version.text.title, "columns");
	exchange->reply->cacheable = true;
	return OK;
}

/* The file of the list, as it was written when the report was frozen. */
static enum status send_list(struct exchange *exchange, const struct frozen *frozen, struct str figure)
{
	const struct value *list = frozen_list(frozen->data, figure);
	struct reply *reply = exchange->reply;

	if (list == NULL)
		return ERR_NOT_FOUND;
	reply->type = S("application/x-ndjson");
	reply->revalidate = true;
	/* An empty list has no file. */
	if (map_get_int(list, "count", 0) > 0)
		reply_header(reply, S("X-Accel-Redirect"), ARENA_GLUE(exchange->arena, S("/report-lists/"),
			frozen_folder(frozen->data), S("/"), map_get_str(list, "figure"), LIST_SUFFIX));
	return OK;
}

enum status reports_proof(struct exchange *exchange)
{
	struct str figure = exchange->params[1];
	struct frozen frozen;

	TRY(read_public(exchange, &frozen));
	if (!article_readable(&frozen.article))
		return ERR_NOT_FOUND;
	if (str_ends(figure, LIST_SUFFIX))
		return send_list(exchange, &frozen, str_sub(figure, 0, figure.len - LIST_SUFFIX.len));
	if (!report_figure_view(exchange->arena, &frozen, figure, exchange->reply->view))
		return ERR_NOT_FOUND;
	respond_page(exchange, "report_figure", S("年度报告的数字"), "columns");
	exchange->reply->cacheable = true;
	return OK;
}
