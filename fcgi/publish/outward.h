/*
 * outward: the links of an article that lead out of the site: which there are, and what became of them when
 * the jobs looked (upkeep/due_links).  A link that fails is asked for again on the following days; only after
 * OUTWARD_FAILURES in a row it is broken.  The record tells when to look next and since when one is broken,
 * the list of failures lies beside it.  Pure but for article_outward_*.  Depends on: publish/article.
 */
#ifndef PUBLISH_OUTWARD_H
#define PUBLISH_OUTWARD_H

#include "publish/article.h"

/* Of one article no more are looked at. */
#define OUTWARD_MOST 50
#define OUTWARD_FAILURES 3
#define OUTWARD_AGAIN_DAYS 1	/* after a failure */
#define OUTWARD_DAYS 30		/* when all opened */

/*
 * The different addresses with http or https in the body, in order, but for those at [site] domain; gives
 * their number.
 */
size_t outward_find(const struct casework *work, struct str body, struct str out[OUTWARD_MOST]);

/* A link that failed. */
struct outward_failure {
	struct str url;
	struct str why;		/* in Chinese */
	int64_t since;		/* ms: the first failure in a row */
	int64_t failures;	/* in a row */
};
/* Those of several articles, in one round trip; lists[i] has counts[i] ≤ OUTWARD_MOST. */
enum status outward_read(struct casework *work, const uint64_t *numbers, size_t count,
	struct outward_failure **lists, size_t *counts);

/* What one look found: for each address whether it opened, and why not. */
struct outward_look {
	uint64_t n;
	int64_t version;	/* of the article, that was looked at */
	const struct str *urls;
	const struct str *why;	/* empty: it opened */
	size_t count;
};
/*
 * Keeps what was found, and when to look next, in one transaction.  Does nothing when the article shows
 * another version by now.  The record's version doesn't grow: nobody who writes in it is disturbed.
 */
enum status outward_keep(struct casework *work, const struct outward_look *look);

#endif
