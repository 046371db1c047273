/*
 * articles: lists of articles, a page at a time (lists/walk): a column's, all, those that wait at a desk.
 * Rows that the viewer may not see are left out here.  Depends on: publish/article_access, lists/walk.
 */
#ifndef LISTS_ARTICLES_H
#define LISTS_ARTICLES_H

#include "publish/article_access.h"

#define ARTICLES_A_PAGE 20

struct articles_page {
	struct article rows[ARTICLES_A_PAGE];
	size_t count;
	struct str next;	/* cursor of the next page; empty at the end */
	int64_t total;		/* length of the list */
};

/*
 * Those of an index (publish/article), newest first, behind the cursor (empty: from the newest), at most
 * limit ≤ ARTICLES_A_PAGE.  inside: drafts and what was taken down too, for whoever article_inside lets in.
 * ERR_MALFORMED for a bad cursor.
 */
enum status articles_list(struct casework *work, struct str index, struct str before, size_t limit,
	bool inside, struct articles_page *page);

/* As articles_list, of what falls due, soonest first and behind the cursor: for staff, a full page. */
enum status articles_soonest(struct casework *work, struct str index, struct str after,
	struct articles_page *page);
/* How many an index of what falls due has, and how many of them are late. */
enum status articles_due(struct casework *work, struct str index, int64_t *all, int64_t *late);

/* The time by which the oldest of an index stands there; now when it has none. */
enum status articles_oldest(struct casework *work, struct str index, int64_t *time);

/*
 * The newest of several indexes, at most limit ≤ ARTICLES_A_PAGE each, for the public and without cursors.
 * Two round trips.
 */
enum status articles_newest(struct casework *work, const struct str *indexes, size_t count, size_t limit,
	struct articles_page *pages);

/* from ≤ time < until, in ms. */
struct articles_span {
	int64_t from;
	int64_t until;
};
/* As articles_list, a full page for the public, of those published within the span; total counts these. */
enum status articles_within(struct casework *work, struct str index, struct str before,
	const struct articles_span *span, struct articles_page *page);

/*
 * The public ones beside an article in its column's list: *earlier was published before it, *later after it;
 * n 0: there is none.  Two round trips; three where many were published at one instant.
 */
enum status articles_beside(struct casework *work, const struct article *article, struct article *earlier,
	struct article *later);

#endif
