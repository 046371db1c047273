/*
 * overall: the figures of a report's part one, of all channels: what came in, what was answered and in time,
 * by the statistics (report/stats); readings, digests and other articles (these as far as they are still to
 * be read), policy documents among them.  Depends on: report/stats, report/article_figures.
 */
#ifndef REPORT_OVERALL_H
#define REPORT_OVERALL_H

#include "model/record.h"

struct overall_figure {
	const char *id;		/* "1.hotline.consult" */
	const char *label;
	const char *unit;	/* 件, 次, 期, 条, 份 */
	int64_t amount;
	int64_t of;		/* what it is a part of, for a rate; 0: no rate */
};

/* How often topics were read: of these only sums of months are kept. */
#define OVERALL_VISITS "1.visits"

#define OVERALL_FIGURES 48
struct overall {
	struct overall_figure figures[OVERALL_FIGURES];
	size_t count;
};

enum status overall_read(struct casework *work, int year, struct overall *out);
/* By its id; NULL when there is none. */
const struct overall_figure *overall_find(const struct overall *overall, struct str id);
/* "98.5%", to a tenth; empty without a whole. */
struct str overall_rate(struct arena *arena, const struct overall_figure *figure);

/* What the figure counts, in a sentence; empty for what is no figure. */
struct str overall_rule(struct arena *arena, int year, struct str id);

/*
 * The cases behind a figure.  No list of them is kept: one of every case would cost more than the cases'
 * texts may.  So they are found by looking at the cases one after the other, each held against the counters
 * that it adds to (model/derive), OVERALL_LOOKED at most in one call: *next is the number to go on from (at
 * first 1), 0 at the end.  ERR_NOT_FOUND for what is no figure of cases.
 */
#define OVERALL_LOOKED 500
enum status overall_scan(struct casework *work, int year, struct str id, uint64_t *next,
	struct case_record **rows, size_t *count);

/* The figures in which this case counts; their number. */
size_t overall_figures_of(struct arena *arena, const struct case_record *record, int year,
	const char *ids[OVERALL_FIGURES]);

#endif
