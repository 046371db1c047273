/*
 * check: whether a yearly report holds together (勾稽关系): each rule is a row of one table, with the
 * sentence that states it.  A rule that fails says for each place which figure stands there and which should.
 * Pure functions; nothing fails.  Depends on: report/figures, report/texts.
 * Source: the notes of the forms (report/form).
 */
#ifndef REPORT_CHECK_H
#define REPORT_CHECK_H

#include "model/department.h"
#include "report/figures.h"

/* A report as far as it can be checked. */
struct report_draft {
	const struct report_figures *figures;
	const struct report_figures *before;	/* of the year before, as published if it is; NULL: there is none */
	const struct str *topics;		/* of part one, by enum report_text */
	struct str texts[REPORT_PARTS + 1];	/* by part: one, with all its topics; five and six */
	int64_t fees;				/* collected for handling requests (信息处理费), fen */
	const struct dept **lacking;		/* departments that have not filed */
	size_t lacking_count;
};

struct check_failure {
	const struct check_rule *rule;
	struct str place;	/* a cell's id, "part.5", "topic.platform" or "dept.zjj" */
	struct str words;	/* that place in Chinese */
	bool figures;		/* whether the next two say something */
	enum report_unit unit;
	int64_t is;
	int64_t should;
};

/* Failures being gathered in the arena. */
struct check_list {
	struct arena *arena;
	struct check_failure *failures;
	size_t count;
	size_t room;
	const struct check_rule *rule;	/* that is being looked at */
};

struct check_rule {
	const char *id;		/* "balance" */
	const char *words;	/* the rule as a sentence */
	int first_year;		/* of the form it belongs to; 0: every form */
	bool tables;		/* it looks at the tables of this year alone */
	void (*look)(const struct report_draft *draft, struct check_list *out);
};

extern const struct check_rule check_rules[];
extern const size_t check_rules_count;

/* Whether the rule belongs to the form of that year. */
bool check_applies(const struct check_rule *rule, int year);
/* Every failure of every rule, in the table's order and within it in the form's. */
void check_report(struct arena *arena, const struct report_draft *draft, struct check_list *out);

/* The rules that look at this year's tables alone: for a part of a report. */
void check_tables(struct arena *arena, const struct report_figures *figures, struct check_list *out);

/* "应为 12，现为 13" or empty. */
struct str check_difference(struct arena *arena, const struct check_failure *failure);

#endif
