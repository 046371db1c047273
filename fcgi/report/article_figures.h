/*
 * article_figures: the figures of a report's part one that count articles: published information, policy
 * documents and their interpretations, digests; each with the articles behind it: those that stand in one
 * list (publish/article) with a time within the year.  Fails as the store does.  Depends on: lists/articles.
 * Source: 条例, article 50(1); 政府网站发展指引 (interpreted within three working days).
 */
#ifndef REPORT_ARTICLE_FIGURES_H
#define REPORT_ARTICLE_FIGURES_H

#include "lists/articles.h"

struct article_figure {
	const char *id;		/* "1.documents.interpreted" */
	const char *label;
	const char *unit;
	const char *rule;	/* what it counts: "年内…" */
	const char *index;	/* of publish/article; NULL: the digests' column */
	bool no_digests;	/* digests, which are among them, don't count */
	bool documents;		/* it counts policy documents */
	bool is_part;		/* of the figure before it, with a rate */
};
enum { FIGURE_ARTICLES, FIGURE_DOCUMENTS, FIGURE_INTERPRETED, FIGURE_IN_TIME, FIGURE_DIGESTS,
	ARTICLE_FIGURES };
extern const struct article_figure article_figures[ARTICLE_FIGURES];

/* NULL: it is none of them. */
const struct article_figure *article_figure_find(struct str id);
/* Of all of them, in their order: one round trip. */
enum status article_figures_count(struct casework *work, int year, int64_t counts[ARTICLE_FIGURES]);
/*
 * The articles behind one, newest first and behind the cursor, a page at a time; a page may be empty though
 * another follows.
 */
enum status article_figure_page(struct casework *work, int year, const struct article_figure *figure,
	struct str before, struct articles_page *page);

#endif
