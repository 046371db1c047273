/*
 * article_report: the article that is a year's report (政府信息公开工作年度报告).  The system drafts it from
 * the year's figures (report/frozen); from then on it goes the way of every article: review by a second
 * person, seal, versions.  A year has one such article.  Depends on: publish/article.
 */
#ifndef PUBLISH_ARTICLE_REPORT_H
#define PUBLISH_ARTICLE_REPORT_H

#include "publish/article.h"

/* The article of that year; *n 0: there is none. */
enum status article_report_find(struct casework *work, int year, uint64_t *n);
/* The same in a step of a transaction, which then fails when another one is made for the year meanwhile. */
enum status article_report_watch(struct casework *work, int year, uint64_t *n);

/* The years from before (0: the latest) down of which there is one, at most most. */
enum status article_report_years(struct casework *work, int before, size_t most, struct article *out,
	size_t *count);

/* Whether such a draft may take the place of the article's: a report stays one, and nothing else becomes one. */
bool article_report_fits(const struct article *article, const struct article_text *text);

#endif
