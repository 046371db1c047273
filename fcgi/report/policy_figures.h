/*
 * policy_figures: the figures of a report's part one that count policy documents and their interpretations,
 * each with the articles behind it: those that stand in one list (publish/policy) with a time within the
 * year.  Fails as the store does.  Depends on: lists/articles.
 * Source: 条例, article 50(1); 政府网站发展指引 (interpreted within three working days).
 */
#ifndef REPORT_POLICY_FIGURES_H
#define REPORT_POLICY_FIGURES_H

#include "lists/articles.h"

struct policy_figure {
	const char *id;		/* "1.documents.interpreted" */
	const char *label;
	const char *rule;	/* what it counts: "年内…" */
	const char *index;	/* of publish/article */
	bool is_part;		/* of the figure before it, with a rate */
};
#define POLICY_FIGURES 3
extern const struct policy_figure policy_figures[POLICY_FIGURES];

/* NULL: it is none of them. */
const struct policy_figure *policy_figure_find(struct str id);
/* Of all of them, in their order: one round trip. */
enum status policy_figures_count(struct casework *work, int year, int64_t counts[POLICY_FIGURES]);
/* The documents behind one, newest first and behind the cursor, a page at a time. */
enum status policy_figure_page(struct casework *work, int year, const struct policy_figure *figure,
	struct str before, struct articles_page *page);

#endif
