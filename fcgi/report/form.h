/*
 * form: the yearly report's tables 二, 三 and 四 as data: captions, rows and columns in the words of the form
 * that holds for a year, and an id of each cell ("3.granted.person"), which is its name in URLs, JSON, forms
 * and Redis for ever.  Rows and columns of tables 三 and 四 are those of law/outcome, model/application and
 * model/appeal.  Pure functions; nothing fails.  Depends on: law/outcome, model/application, model/appeal.
 * Source: 国办公开办函〔2019〕60号 (reports of 2019 and 2020), 国办公开办函〔2021〕30号 (from 2021 on).
 */
#ifndef REPORT_FORM_H
#define REPORT_FORM_H

#include "base/arena.h"
#include "law/outcome.h"

/* The six parts, of which three are tables. */
enum { REPORT_OVERALL = 1, REPORT_OPENNESS, REPORT_REQUESTS, REPORT_APPEALS, REPORT_PROBLEMS, REPORT_OTHER,
	REPORT_PARTS = REPORT_OTHER };
/* "一、总体情况" … */
const char *report_part_title(int part);

/* The first year that the regulation of 2019 wants such a report of. */
#define REPORT_FIRST_YEAR 2019

/* A number; one that may be negative (本年增/减); an amount in fen, which is printed in 万元. */
enum report_unit { REPORT_COUNT, REPORT_CHANGE, REPORT_MONEY };

/* A row or a column. */
struct report_line {
	struct str id;
	struct str group;	/* of a row: what stands before it, over several rows: "（三）不予公开"; or empty */
	struct str label;
	enum report_unit unit;	/* of a column */
	bool is_sum;		/* of the others; table 三: 总计 and （七）总计 */
};

/* Rows and columns under one heading. */
struct report_block {
	int part;
	struct str caption;	/* of table 二: "第二十条第（一）项" */
	const struct report_line *rows;
	size_t row_count;
	const struct report_line *columns;
	size_t column_count;
	size_t first;		/* index of its first cell; row by row */
};

#define REPORT_BLOCKS 8
#define REPORT_CELLS 256
struct report_form {
	int year;
	const char *source;
	struct report_block blocks[REPORT_BLOCKS];
	size_t block_count;
	size_t cell_count;	/* at most REPORT_CELLS */
};

/* The form of that year, REPORT_FIRST_YEAR or later, in the arena. */
const struct report_form *report_form_of(struct arena *arena, int year);

/* Where a cell stands. */
struct report_cell {
	const struct report_block *block;
	const struct report_line *row;
	const struct report_line *column;
	size_t index;
};

/* index < cell_count */
struct report_cell report_cell_at(const struct report_form *form, size_t index);
/* "3.granted.person" */
struct str report_cell_id(struct arena *arena, const struct report_cell *cell);
/* "3.（三）不予公开1.属于国家秘密，自然人": how a sentence names it. */
struct str report_cell_words(struct arena *arena, const struct report_cell *cell);
/* Whether it is the sum of others, so that nobody enters it. */
bool report_cell_is_sum(const struct report_cell *cell);
/* False when there is no such cell in this form. */
bool report_cell_find(const struct report_form *form, struct str id, struct report_cell *out);
/* The cell of that row and column of a part; there must be one. */
size_t report_cell_index(const struct report_form *form, int part, struct str row, struct str column);

/* Rows of table 三 that are no outcomes, and the sums. */
#define REPORT_ROW_NEW S("new")			/* 一、本年新收 */
#define REPORT_ROW_CARRIED S("carried")		/* 二、上年结转 */
#define REPORT_ROW_CONCLUDED S("concluded")	/* 三（七）总计 */
#define REPORT_ROW_NEXT S("next")		/* 四、结转下年度 */
#define REPORT_TOTAL S("total")			/* the column 总计 of tables 三 and 四 */

/* The row of table 三 in which the form of that year counts an outcome: its id, itself an outcome's code. */
struct str report_outcome_row(int year, const struct outcome *outcome);

#endif
