#include "report/annual.h"

#include "report/frozen.h"

bool annual_lacks(const struct annual *annual, size_t dept)
{
	return !annual->depts.list[dept].closed && annual->filings[dept].version == 0;
}

/* Figures from the cases and from the filings, and whether anybody filed. */
static enum status add_up(struct casework *work, struct annual *annual, bool *filed)
{
	size_t count = annual->depts.count;

	*filed = false;
	annual->filings = arena_array(work->arena, count + 1, sizeof(*annual->filings));
	TRY(filings_read(work, annual->year, annual->depts.list, count, annual->filings));
	annual->entered = (struct report_figures){ .form = annual->computed.tables.form };
	for (size_t i = 0; i < count; i++) {
		figures_add(&annual->entered, &annual->filings[i].figures);
		*filed = *filed || annual->filings[i].version > 0;
	}
	figures_sum(&annual->entered);
	annual->sum = annual->computed.tables;
	figures_add(&annual->sum, &annual->entered);
	figures_sum(&annual->sum);
	return OK;
}

/* What last year's report says, if it is published; *before stays NULL otherwise. */
static enum status read_published(struct casework *work, int year, const struct report_figures **before)
{
	struct report_figures *figures = ARENA_NEW(work->arena, struct report_figures);
	struct frozen frozen;
	enum status status = frozen_read(work, year, 0, &frozen);

	if (status == OK && article_readable(&frozen.article)) {
		frozen_figures(work->arena, frozen.data, figures);
		*before = figures;
	}
	return status == ERR_NOT_FOUND ? OK : status;
}

/*
 * The figures of the year before, against which this year's carry-over is held: those that were published, or
 * as they stand now.  Of the latter those from the cases carry over by themselves, so without a filing there
 * is nothing to compare.
 */
static enum status read_before(struct casework *work, const struct annual *annual,
	const struct report_figures **before)
{
	struct annual *past = ARENA_NEW(work->arena, struct annual);
	bool filed;

	*before = NULL;
	if (!yearly_valid(work, annual->year - 1))
		return OK;
	TRY(read_published(work, annual->year - 1, before));
	if (*before != NULL)
		return OK;
	past->year = annual->year - 1;
	past->depts = annual->depts;
	TRY(yearly_read(work, past->year, &past->computed));
	TRY(add_up(work, past, &filed));
	if (filed)
		*before = &past->sum;
	return OK;
}

static enum status read_names(struct casework *work, struct annual *annual)
{
	struct staff_ids ids = { .count = 0 };

	for (size_t i = 0; i < annual->depts.count; i++)
		if (annual->filings[i].version > 0)
			staff_ids_add(&ids, annual->filings[i].by);
	return staff_names_read(work, &ids, &annual->names);
}

static struct str join_topics(struct arena *arena, const struct report_texts *texts)
{
	struct str all = { 0 };

	for (size_t i = 0; i < REPORT_TOPICS; i++)
		all = ARENA_GLUE(arena, all, texts->words[i], S("\n"));
	return all;
}

static void list_lacking(struct arena *arena, const struct annual *annual, struct report_draft *draft)
{
	draft->lacking = arena_array(arena, annual->depts.count + 1, sizeof(*draft->lacking));
	for (size_t i = 0; i < annual->depts.count; i++)
		if (annual_lacks(annual, i))
			draft->lacking[draft->lacking_count++] = &annual->depts.list[i];
}

enum status annual_read(struct casework *work, int year, struct annual *out)
{
	struct report_draft draft = { .figures = &out->sum };
	bool filed;

	if (!yearly_valid(work, year))
		return ERR_NOT_FOUND;
	*out = (struct annual){ .year = year };
	TRY(overall_read(work, year, &out->overall));
	TRY(yearly_read(work, year, &out->computed));
	TRY(depts_read(work, &out->depts));
	TRY(add_up(work, out, &filed));
	TRY(read_before(work, out, &draft.before));
	TRY(texts_read(work, year, &out->texts));
	TRY(read_names(work, out));
	draft.fees = out->computed.fees;
	draft.topics = out->texts.words;
	draft.texts[REPORT_OVERALL] = join_topics(work->arena, &out->texts);
	draft.texts[REPORT_PROBLEMS] = out->texts.words[TEXT_PROBLEMS];
	draft.texts[REPORT_OTHER] = out->texts.words[TEXT_OTHER];
	list_lacking(work->arena, out, &draft);
	check_report(work->arena, &draft, &out->checks);
	return OK;
}
