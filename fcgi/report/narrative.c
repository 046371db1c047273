#include "report/narrative.h"

#include <inttypes.h>

#include "base/buf.h"

/* A figure of the tables in the column 总计; “—” while it is unknown. */
static struct str total(struct arena *arena, const struct annual *annual, struct str row)
{
	struct figure figure = annual->sum.cells[report_cell_index(annual->sum.form, REPORT_REQUESTS, row,
		REPORT_TOTAL)];

	return figure.filled ? figure_print(arena, REPORT_COUNT, figure.amount) : S("—");
}

/* All rows of “（三）不予公开” and the like. */
static int64_t total_of_group(const struct annual *annual, struct str first_code)
{
	const struct outcome *first = outcome_find(first_code);
	struct str last = { 0 };
	int64_t amount = 0;

	for (size_t i = 0; i < outcomes_count; i++) {
		struct str row = report_outcome_row(annual->year, &outcomes[i]);

		if (strcmp(outcomes[i].group, first->group) != 0 || str_eq(row, last))
			continue;
		amount += annual->sum.cells[report_cell_index(annual->sum.form, REPORT_REQUESTS, row,
			REPORT_TOTAL)].amount;
		last = row;
	}
	return amount;
}

static struct str requests(struct arena *arena, const struct annual *annual)
{
	static const struct {
		const char *words;
		const char *first;	/* outcome of the group */
	} groups[] = {
		{ "予以公开", "granted" }, { "部分公开", "partial" }, { "不予公开", "deny.secret" },
		{ "无法提供", "none.not_found" }, { "不予处理", "skip.petition" }, { "其他处理", "other" },
	};
	struct buf out = buf_in(arena);

	buf_printf(&out, "%d年，新收政府信息公开申请%.*s件，上年结转政府信息公开申请%.*s件，办结政府信息公开申请%.*s件，其中：",
		annual->year, STR_ARG(total(arena, annual, REPORT_ROW_NEW)),
		STR_ARG(total(arena, annual, REPORT_ROW_CARRIED)),
		STR_ARG(total(arena, annual, REPORT_ROW_CONCLUDED)));
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		buf_printf(&out, "%s%s%" PRId64 "件", i > 0 ? "，" : "", groups[i].words,
			total_of_group(annual, str_of(groups[i].first)));
	buf_printf(&out, "；结转下年度继续办理%.*s件。", STR_ARG(total(arena, annual, REPORT_ROW_NEXT)));
	return buf_str(&out);
}

/* The words before each figure of a sentence; of a rate the figure's percentage, left out without one. */
struct phrase {
	const char *words;
	const char *id;		/* of the figure; NULL: words alone */
	bool rate;
};

static void say(struct buf *out, const struct annual *annual, const struct phrase *phrase)
{
	const struct overall_figure *figure = phrase->id != NULL ?
		overall_find(&annual->overall, str_of(phrase->id)) : NULL;

	if (figure == NULL)
		buf_printf(out, "%s", phrase->words);
	else if (!phrase->rate)
		buf_printf(out, "%s%" PRId64 "%s", phrase->words, figure->amount, figure->unit);
	else if (figure->of > 0)
		buf_printf(out, "%s%.*s", phrase->words, STR_ARG(overall_rate(out->arena, figure)));
}

static void say_all(struct buf *out, const struct annual *annual, const struct phrase *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		say(out, annual, &phrases[i]);
}

static struct str platform(struct arena *arena, const struct annual *annual)
{
	static const struct phrase phrases[] = {
		{ "“微问政”全年访问", "1.visits", false },
		{ "，发布话题", "1.topic.received", false },
		{ "，交办线索", "1.topic.leads", false },
		{ "，刊发“微问政”消息", "1.digests", false },
		{ "。收到信箱来信", "1.letter.received", false },
		{ "，办理完成", "1.letter.answered", false },
		{ "，按时办结率", "1.letter.ontime", true },
		{ "。受理“12345”政府热线事项", "1.hotline.received", false },
		{ "，其中：咨询", "1.hotline.consult", false },
		{ "，投诉", "1.hotline.complaint", false },
		{ "，建议", "1.hotline.suggestion", false },
		{ "，求助", "1.hotline.help", false },
		{ "，其他", "1.hotline.other", false },
		{ "；办结", "1.hotline.answered", false },
		{ "，按时办结率", "1.hotline.ontime", true },
		{ "。", NULL, false },
	};
	struct buf out = buf_in(arena);

	say_all(&out, annual, phrases, sizeof(phrases) / sizeof(phrases[0]));
	return buf_str(&out);
}

/* Of a site that publishes nothing here it says nothing. */
static struct str openness(struct arena *arena, const struct annual *annual)
{
	static const struct phrase articles[] = { { "全年网站发布信息", "1.articles", false },
		{ "。", NULL, false } };
	static const struct phrase documents[] = { { "公开政策文件", "1.documents", false },
		{ "，解读政策文件", "1.documents.interpreted", false },
		{ "，其中文件公开后3个工作日内解读的", "1.documents.ontime", false }, { "。", NULL, false } };
	struct buf out = buf_in(arena);

	if (overall_find(&annual->overall, S("1.articles"))->amount == 0)
		return (struct str){ 0 };
	say_all(&out, annual, articles, sizeof(articles) / sizeof(articles[0]));
	if (overall_find(&annual->overall, S("1.documents"))->amount > 0)
		say_all(&out, annual, documents, sizeof(documents) / sizeof(documents[0]));
	return buf_str(&out);
}

struct str narrative_of(struct arena *arena, const struct annual *annual, enum report_text text)
{
	switch (text) {
	case TEXT_OPENNESS:
		return openness(arena, annual);
	case TEXT_REQUESTS:
		return requests(arena, annual);
	case TEXT_PLATFORM:
		return platform(arena, annual);
	case TEXT_OTHER:
		return arena_printf(arena, "%d年，收取信息处理费%" PRId64 "元。", annual->year,
			annual->computed.fees / FEN_A_YUAN);
	default:
		return (struct str){ 0 };
	}
}
