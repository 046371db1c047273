/*
 * yearly: what the tables of a year's report get from the cases, read from the tallies that every commit
 * keeps: no case is read, whatever their number.  The counting rule, which model/count keeps, and by which
 * each figure's list (report/proof) counts too:
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
 * Depends on: report/figures, model/count, store.
 */
#ifndef REPORT_YEARLY_H
#define REPORT_YEARLY_H

#include "model/casework.h"
#include "report/figures.h"

#define FEN_A_YUAN 100
struct yearly {
	struct report_figures tables;	/* the sums too; table 二 is empty */
	int64_t fees;			/* fen */
};

/* REPORT_FIRST_YEAR to the present year, which isn't over yet. */
bool yearly_valid(const struct casework *work, int year);
enum status yearly_read(struct casework *work, int year, struct yearly *out);

#endif
