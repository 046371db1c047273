/*
 * site_look: one run of the site check as its indicators share it: what an indicator is, what it finds, and
 * the departments whose names findings show.  Keeps a finding only when its day has come or is near.  Fails
 * as Redis does.  Depends on: model/department.
 */
#ifndef REPORT_SITE_SITE_LOOK_H
#define REPORT_SITE_SITE_LOOK_H

#include "model/department.h"

enum site_severity {
	SITE_VETO,		/* 单项否决: fails the whole website */
	SITE_DEDUCTION,		/* 扣分 */
	SITE_OPERATION,		/* no indicator of an inspection: the site's own running */
	SITE_SEVERITIES
};
const char *site_severity_name(enum site_severity severity);
const char *site_severity_label(enum site_severity severity);

struct site_look;

struct site_indicator {
	const char *id;
	const char *source;
	const char *rule;	/* in Chinese */
	const char *rule_en;
	enum site_severity severity;
	int32_t warn;		/* days ahead; at most a third of the period is used */
	enum status (*look)(struct site_look *look);
};
struct site_finding {
	const struct site_indicator *indicator;
	struct str what;	/* the column, case, setting …, in Chinese */
	int64_t since;		/* ms: of the last update, of the receipt …; 0: never, or not known */
	int32_t fails;		/* the day on which it fails, or failed, if nobody acts (clock_day) */
	bool failing;		/* that day has come */
	struct str who;		/* must act, in Chinese */
	struct str depts;	/* ids of departments that it concerns, with commas between; empty: none in particular */
	struct str link;	/* a path of the site */
};

/* At most one of each column, and a few of each other indicator. */
#define SITE_FINDINGS_MOST 400

struct site_findings {
	struct site_finding *list;	/* in the order of the table */
	size_t count;
	size_t failing;
};

struct site_columns;

struct site_look {
	struct casework *work;
	const struct site_indicator *indicator;	/* whose turn it is */
	struct site_findings *out;
	struct depts depts;
	struct site_columns *columns;	/* of report/site/site_columns */
	int32_t today;
};

/*
 * Keeps the finding of the present indicator if its day has come or is near; span: days that the rule gives,
 * 0 when warn holds as it is.
 */
void site_find(struct site_look *look, struct site_finding finding, int32_t span);

/* The day that is so many months later; where that month is too short, its last day. */
int32_t site_months_later(int32_t day, int months);

/* The greatest score of each sorted set, 0 for an empty one: one round trip. */
enum status site_newest(struct casework *work, const struct str *keys, size_t count, int64_t *out);

#endif
