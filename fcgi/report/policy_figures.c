#include "report/policy_figures.h"

#include "base/clock.h"
#include "store/keys.h"

const struct policy_figure policy_figures[POLICY_FIGURES] = {
	{ "1.documents", "公开政策文件", "年内首次公开、没有撤下的政策文件。", POLICIES_OPENED, false },
	{ "1.documents.interpreted", "解读政策文件", "年内首次发布解读的政策文件，文件和解读都没有撤下。",
		POLICIES_EXPLAINED, false },
	{ "1.documents.ontime", "按期解读政策文件",
		"年内首次发布解读的政策文件中，解读在文件公开后3个工作日内发布的。", POLICIES_IN_TIME, true },
};

static struct articles_span span_of(int year)
{
	return (struct articles_span){ clock_day_start(day_of_date((struct date){ year, 1, 1 })),
		clock_day_start(day_of_date((struct date){ year + 1, 1, 1 })) };
}

const struct policy_figure *policy_figure_find(struct str id)
{
	for (size_t i = 0; i < POLICY_FIGURES; i++)
		if (str_eq(id, str_of(policy_figures[i].id)))
			return &policy_figures[i];
	return NULL;
}

enum status policy_figures_count(struct casework *work, int year, int64_t counts[POLICY_FIGURES])
{
	struct articles_span span = span_of(year);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < POLICY_FIGURES; i++)
		BATCH(&batch, S("ZCOUNT"),
			key_articles(work->store, work->arena, str_of(policy_figures[i].index)),
			num(work->arena, span.from), num(work->arena, span.until - 1));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < POLICY_FIGURES; i++)
		counts[i] = results[i].integer;
	return OK;
}

enum status policy_figure_page(struct casework *work, int year, const struct policy_figure *figure,
	struct str before, struct articles_page *page)
{
	struct articles_span span = span_of(year);

	return articles_within(work, str_of(figure->index), before, &span, page);
}
