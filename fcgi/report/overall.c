#include "report/overall.h"

#include "base/ratio.h"
#include "model/derive.h"
#include "report/article_figures.h"
#include "report/stats.h"

#define CHUNK 100

/* What came in of a category, and what of it was answered in time. */
#define CATEGORY_ROWS(before, words, in, name, of, label) \
	{ before name, words label, STATS_RECEIVED, in, of, false }, \
	{ before name ".ontime", words label "按时办结", STATS_ON_TIME, in, of, true }
#define CATEGORIES(before, words, in) \
	CATEGORY_ROWS(before, words, in, "consult", CATEGORY_CONSULT, "咨询"), \
	CATEGORY_ROWS(before, words, in, "complaint", CATEGORY_COMPLAINT, "投诉"), \
	CATEGORY_ROWS(before, words, in, "suggestion", CATEGORY_SUGGESTION, "建议"), \
	CATEGORY_ROWS(before, words, in, "help", CATEGORY_HELP, "求助"), \
	CATEGORY_ROWS(before, words, in, "other", CATEGORY_OTHER, "其他")

/* The figures that the statistics have: of one channel, all categories or one. */
static const struct source {
	const char *id;
	const char *label;
	enum stats_counter counter;
	enum channel channel;
	enum category category;	/* CATEGORY_COUNT: all */
	bool is_part;		/* of what was answered: with a rate */
} sources[] = {
	{ "1.topic.received", "“微问政”话题", STATS_RECEIVED, CHANNEL_TOPIC, CATEGORY_COUNT, false },
	{ "1.topic.leads", "“微问政”交办线索", STATS_LEADS, CHANNEL_TOPIC, CATEGORY_COUNT, false },
	{ "1.topic.answered", "“微问政”答复", STATS_ANSWERED, CHANNEL_TOPIC, CATEGORY_COUNT, false },
	{ "1.topic.ontime", "“微问政”按时答复", STATS_ON_TIME, CHANNEL_TOPIC, CATEGORY_COUNT, true },
	{ "1.letter.received", "信箱来信", STATS_RECEIVED, CHANNEL_LETTER, CATEGORY_COUNT, false },
	CATEGORIES("1.letter.", "信箱", CHANNEL_LETTER),
	{ "1.letter.answered", "信箱答复", STATS_ANSWERED, CHANNEL_LETTER, CATEGORY_COUNT, false },
	{ "1.letter.ontime", "信箱按时答复", STATS_ON_TIME, CHANNEL_LETTER, CATEGORY_COUNT, true },
	{ "1.hotline.received", "“12345”事项", STATS_RECEIVED, CHANNEL_HOTLINE, CATEGORY_COUNT, false },
	CATEGORIES("1.hotline.", "“12345”", CHANNEL_HOTLINE),
	{ "1.hotline.answered", "“12345”办结", STATS_ANSWERED, CHANNEL_HOTLINE, CATEGORY_COUNT, false },
	{ "1.hotline.ontime", "“12345”按时办结", STATS_ON_TIME, CHANNEL_HOTLINE, CATEGORY_COUNT, true },
	{ "1.request.answered", "依申请公开答复", STATS_ANSWERED, CHANNEL_REQUEST, CATEGORY_COUNT, false },
	{ "1.request.ontime", "依申请公开按时答复", STATS_ON_TIME, CHANNEL_REQUEST, CATEGORY_COUNT, true },
};

static void add(struct overall *out, const struct overall_figure *figure)
{
	out->figures[out->count++] = *figure;
}

static void add_source(struct overall *out, const struct source *source, const struct stats *stats)
{
	const struct stats_sums *sums = source->category == CATEGORY_COUNT ?
		&stats->channels[source->channel] : &stats->cells[source->channel][source->category];

	add(out, &(struct overall_figure){ source->id, source->label, "件",
		stats_counted(sums, source->counter), source->is_part ? sums->answered : 0 });
}

/* Those from the first on, before the last; what a part is a part of stands before it. */
static void add_articles(const int64_t counts[ARTICLE_FIGURES], size_t first, size_t last,
	struct overall *out)
{
	for (size_t i = first; i < last; i++)
		add(out, &(struct overall_figure){ article_figures[i].id, article_figures[i].label,
			article_figures[i].unit, counts[i],
			article_figures[i].is_part ? counts[i - 1] : 0 });
}

enum status overall_read(struct casework *work, int year, struct overall *out)
{
	int64_t articles[ARTICLE_FIGURES];
	struct stats stats;

	*out = (struct overall){ .count = 0 };
	TRY(stats_read(work, year, 0, &stats));
	TRY(article_figures_count(work, year, articles));
	add_articles(articles, FIGURE_ARTICLES, FIGURE_DIGESTS, out);
	add(out, &(struct overall_figure){ OVERALL_VISITS, "“微问政”访问", "次", stats.visits, 0 });
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		add_source(out, &sources[i], &stats);
	add_articles(articles, FIGURE_DIGESTS, ARTICLE_FIGURES, out);
	return OK;
}

const struct overall_figure *overall_find(const struct overall *overall, struct str id)
{
	for (size_t i = 0; i < overall->count; i++)
		if (str_eq(str_of(overall->figures[i].id), id))
			return &overall->figures[i];
	return NULL;
}

struct str overall_rate(struct arena *arena, const struct overall_figure *figure)
{
	int64_t mille = ratio(figure->amount, 1000, figure->of);

	if (figure->of == 0)
		return (struct str){ 0 };
	return mille % 10 == 0 ? arena_printf(arena, "%d%%", (int)(mille / 10)) :
		arena_printf(arena, "%d.%d%%", (int)(mille / 10), (int)(mille % 10));
}

static const struct source *find_source(struct str id)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (str_eq(str_of(sources[i].id), id))
			return &sources[i];
	return NULL;
}

struct str overall_rule(struct arena *arena, int year, struct str id)
{
	static const char *const rules[] = {
		[STATS_RECEIVED] = "年内收到的件，从别处导入的按原来的时间。",
		[STATS_LEADS] = "年内首次交部门办理的件。",
		[STATS_ANSWERED] = "年内答复的件，再次办理的按重新答复的时间；依申请公开的答复按送达的时间。",
		[STATS_ON_TIME] = "年内答复、各次答复都没有超过办理期限的件，再次办理的按重新答复的时间；依申请公开的答复按送达的时间。",
	};
	const struct source *source = find_source(id);
	const struct article_figure *articles = article_figure_find(id);

	if (articles != NULL)
		return arena_printf(arena, "%d%s", year, articles->rule);
	if (source != NULL)
		return arena_printf(arena, "%d%s", year, rules[source->counter]);
	if (str_eq(id, S(OVERALL_VISITS)))
		return arena_printf(arena, "%d年内话题页面被打开的次数，按月累计，不记录是谁。", year);
	return (struct str){ 0 };
}

static bool adds_to(const struct case_record *record, const struct source *source)
{
	return record->n != 0 && record->channel == source->channel &&
		(source->category == CATEGORY_COUNT || record->category == source->category);
}

/* Whether the counters of the year to which the case adds have the source's. */
static bool is_among(struct arena *arena, const struct case_record *record, const struct source *source,
	struct str year, const struct derive_tally *tallies, size_t count)
{
	struct str field;

	if (!adds_to(record, source))
		return false;
	field = arena_printf(arena, "%s.%s.%s", stats_counter_name(source->counter),
		channel_name(record->channel), category_name(record->category));
	for (size_t i = 0; i < count; i++)
		if (str_eq(tallies[i].period, year) && str_eq(tallies[i].field, field))
			return true;
	return false;
}

static bool is_counted(struct arena *arena, const struct case_record *record, const struct source *source,
	struct str year)
{
	struct derive_tally tallies[DERIVE_TALLIES];

	return adds_to(record, source) &&
		is_among(arena, record, source, year, tallies, derive_tallies(arena, record, tallies));
}

size_t overall_figures_of(struct arena *arena, const struct case_record *record, int year,
	const char *ids[OVERALL_FIGURES])
{
	struct derive_tally tallies[DERIVE_TALLIES];
	struct str period = arena_printf(arena, "%04d", year);
	size_t tally_count = record->n != 0 ? derive_tallies(arena, record, tallies) : 0;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (is_among(arena, record, &sources[i], period, tallies, tally_count))
			ids[count++] = sources[i].id;
	return count;
}

enum status overall_scan(struct casework *work, int year, struct str id, uint64_t *next,
	struct case_record **rows, size_t *count)
{
	const struct source *source = find_source(id);
	struct str period = arena_printf(work->arena, "%04d", year);
	struct case_record *records = arena_array(work->arena, CHUNK, sizeof(*records));
	uint64_t end = *next + OVERALL_LOOKED;
	uint64_t last;

	if (source == NULL)
		return ERR_NOT_FOUND;
	*rows = arena_array(work->arena, OVERALL_LOOKED, sizeof(**rows));
	*count = 0;
	TRY(case_last(work, &last));
	while (*next <= last && *next < end) {
		uint64_t numbers[CHUNK];

		for (size_t i = 0; i < CHUNK; i++)
			numbers[i] = *next + i;
		TRY(case_read_many(work, numbers, CHUNK, records));
		for (size_t i = 0; i < CHUNK; i++)
			if (is_counted(work->arena, &records[i], source, period))
				(*rows)[(*count)++] = records[i];
		*next += CHUNK;
	}
	if (*next > last)
		*next = 0;
	return OK;
}
