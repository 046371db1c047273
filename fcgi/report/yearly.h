/*
 * yearly: what a year's report gets from the cases, read from the tallies that every commit keeps: no case is
 * read, whatever their number.  The counting rule, by which each figure's list (report/proof) counts too:
 *  - A request belongs to the year of the day on which it was received by law (条例 2019, article 31),
 *    whenever it was sent.  One whose receipt isn't confirmed yet belongs to none.
 *  - It ends in the year in which its first answer was served (国办公开办函〔2016〕235号), or in which it was
 *    given up: not corrected, not paid, withdrawn (其他处理 3).  It counts once, in the row of its present
 *    outcome; one that was reopened without an answer hasn't ended.
 *  - It is carried over into a year when it was received before that year and did not end before it.  So of
 *    each column: 本年新收 + 上年结转 = 总计 + 结转下年度.
 *  - A fee belongs to the year of the day on which it was paid.
 *  - A reconsideration or lawsuit counts with its result in the year in which that was recorded; as 尚未审结
 *    in each year before, from the one in which it was first recorded.
 * Depends on: report/form, report/stats, publish/digest, store.
 */
#ifndef REPORT_YEARLY_H
#define REPORT_YEARLY_H

#include "model/casework.h"
#include "report/figures.h"

/* A figure of part one, from all channels. */
struct yearly_figure {
	const char *id;		/* "1.hotline.received.consult" */
	const char *label;
	const char *unit;	/* 件, 次, 期 */
	int64_t amount;
	int64_t of;		/* what it is a part of, for a rate; 0: no rate */
};

#define FEN_A_YUAN 100
#define YEARLY_FIGURES 24
struct yearly {
	struct report_figures tables;	/* the sums too; table 二 is empty */
	int64_t fees;			/* fen */
	struct yearly_figure figures[YEARLY_FIGURES];
	size_t figure_count;
};

/* REPORT_FIRST_YEAR to the present year, which isn't over yet. */
bool yearly_valid(const struct casework *work, int year);
/* By its id; NULL when there is none. */
const struct yearly_figure *yearly_find(const struct yearly *yearly, struct str id);
/* "98.5%", to a tenth; empty without a whole. */
struct str yearly_rate(struct arena *arena, const struct yearly_figure *figure);
enum status yearly_read(struct casework *work, int year, struct yearly *out);
/* The tables and fees alone. */
enum status yearly_read_tables(struct casework *work, int year, struct yearly *out);



#endif
