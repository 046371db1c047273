#include "report/article_figures.h"

#include "base/clock.h"
#include "publish/digest.h"
#include "store/keys.h"

const struct article_figure article_figures[ARTICLE_FIGURES] = {
	[FIGURE_ARTICLES] = { .id = "1.articles", .label = "发布信息", .unit = "条",
		.rule = "年内首次发布、没有撤下的信息，“微问政消息”另计。", .index = ARTICLES_ALL, .no_digests = true },
	[FIGURE_DOCUMENTS] = { .id = "1.documents", .label = "公开政策文件", .unit = "份",
		.rule = "年内首次公开、没有撤下的政策文件。", .index = POLICIES_OPENED, .documents = true },
	[FIGURE_INTERPRETED] = { .id = "1.documents.interpreted", .label = "解读政策文件", .unit = "份",
		.rule = "年内首次发布解读的政策文件，文件和解读都没有撤下。", .index = POLICIES_EXPLAINED,
		.documents = true },
	[FIGURE_IN_TIME] = { .id = "1.documents.ontime", .label = "按期解读政策文件", .unit = "份",
		.rule = "年内首次发布解读的政策文件中，解读在文件公开后3个工作日内发布的。",
		.index = POLICIES_IN_TIME, .documents = true, .is_part = true },
	[FIGURE_DIGESTS] = { .id = "1.digests", .label = "“微问政”消息", .unit = "期",
		.rule = "“微问政消息”栏目中年内首次发布、没有撤下的信息。" },
};

static struct articles_span span_of(int year)
{
	return (struct articles_span){ clock_day_start(day_of_date((struct date){ year, 1, 1 })),
		clock_day_start(day_of_date((struct date){ year + 1, 1, 1 })) };
}

const struct article_figure *article_figure_find(struct str id)
{
	for (size_t i = 0; i < ARTICLE_FIGURES; i++)
		if (str_eq(id, str_of(article_figures[i].id)))
			return &article_figures[i];
	return NULL;
}

static struct str index_of(struct arena *arena, const struct article_figure *figure)
{
	return figure->index != NULL ? str_of(figure->index) :
		article_index_column(arena, S(DIGEST_COLUMN));
}

enum status article_figures_count(struct casework *work, int year, int64_t counts[ARTICLE_FIGURES])
{
	struct articles_span span = span_of(year);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < ARTICLE_FIGURES; i++)
		BATCH(&batch, S("ZCOUNT"),
			key_articles(work->store, work->arena, index_of(work->arena, &article_figures[i])),
			num(work->arena, span.from), num(work->arena, span.until - 1));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < ARTICLE_FIGURES; i++)
		counts[i] = results[i].integer -
			(article_figures[i].no_digests ? results[FIGURE_DIGESTS].integer : 0);
	return OK;
}

enum status article_figure_page(struct casework *work, int year, const struct article_figure *figure,
	struct str before, struct articles_page *page)
{
	struct articles_span span = span_of(year);
	size_t kept = 0;

	TRY(articles_within(work, index_of(work->arena, figure), before, &span, page));
	for (size_t i = 0; i < page->count; i++)
		if (!figure->no_digests || !str_eq(page->rows[i].column, S(DIGEST_COLUMN)))
			page->rows[kept++] = page->rows[i];
	page->count = kept;
	return OK;
}
