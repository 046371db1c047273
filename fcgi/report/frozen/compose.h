/*
 * compose: freezes a year's report: takes its figures, texts and filings as they stand, writes the inclusion
 * lists, and drafts the article that holds all of it (publish/article_report); what follows is the article's
 * review.  Who wrote the texts or filed a part counts as a writer, so none of them approves it.  Nothing is
 * drafted while a check of the report is open, before the year is over, or when the lists don't give the
 * figures because something changed meanwhile.  Depends on: report/annual, report/frozen/lists,
 * publish/article_change.
 */
#ifndef REPORT_FROZEN_COMPOSE_H
#define REPORT_FROZEN_COMPOSE_H

#include "publish/article_change.h"
#include "report/frozen/lists.h"

/* The column of the yearly reports (政府信息公开年报). */
#define REPORT_COLUMN "annual"

struct compose {
	int year;
	const struct viewer *by;
	struct str note;	/* of a further version: what it corrects */
	struct str folder;	/* the name of the lists' folder; unused by compose_check */
	struct lists_listener listener;
};

/* Why it can't be composed now: ERR_NOT_NOW, ERR_INVALID as report_compose; reads no case. */
enum status compose_check(struct casework *work, const struct compose *compose,
	struct article_refusal *refusal);

/*
 * *after is the article, now a draft.  The data of the article's text are, in JSON, those of
 * annual_public_view and besides: "filed" [{dept, name, figures: [{id, amount}]}] without zeros, "before"
 * {year, version, figures: [{id, amount}]} of last year's published report (year 0: none), "folder", "lists"
 * [{figure, words, rule, count, sum, sha256}].  The figures and texts are those that stand once the lists are
 * written.  ERR_NOT_NOW (the year isn't over, a check is open, the article is in review), ERR_INVALID (no
 * note), ERR_CONFLICT (something changed meanwhile): *refusal says it.
 */
enum status report_compose(struct casework *work, const struct compose *compose, struct article *after,
	struct article_refusal *refusal);

#endif
