/*
 * site_check: what an inspection of the website would find, before it does: one table of indicators, each
 * with its source, its rule and how many days ahead it warns.  Each reads only what it needs: the newest
 * entry of a list, what is due, the oldest messages; never all articles or cases.  Fails as Redis does.
 * Source: 国办秘函〔2019〕19号, 政府网站发展指引.  Depends on: report/site/site_columns, lists/supervision,
 * lists/articles.
 */
#ifndef REPORT_SITE_SITE_CHECK_H
#define REPORT_SITE_SITE_CHECK_H

#include "base/value.h"
#include "report/site/site_look.h"

extern const struct site_indicator site_indicators[];
extern const size_t site_indicators_count;

/* Of the oldest cases without an answer so many are looked at, and at most so many are told of. */
#define SITE_CASES_LOOKED 200
#define SITE_CASES_TOLD 20
/* Articles that should be out and aren't. */
#define SITE_ARTICLES_TOLD 20

enum status site_check(struct casework *work, struct site_findings *out);
/* {"failing","warning","findings":[…],"rules":[…]}, for programs and the page. */
void site_check_view(struct casework *work, const struct site_findings *findings, struct value *view);

#endif
