/*
 * article_origin: where an article comes from that an older portal had published: its address there, its
 * date, who wrote and who reviewed it.  The address counts once, so that an import begun anew makes nothing
 * twice, and readers who follow an old link are sent on.  Depends on: publish/article, store/transaction.
 */
#ifndef PUBLISH_ARTICLE_ORIGIN_H
#define PUBLISH_ARTICLE_ORIGIN_H

#include "publish/article.h"

enum { ARTICLE_ADDRESS_MAX = 300 };	/* bytes */

struct article_refusal {
	struct str why;		/* a sentence in Chinese; empty: the status says it */
	const char *field;	/* the field of the form, or of the line, that is wrong; NULL: none */
	bool repeated;		/* no refusal: the same form, or address, made it before, and nothing was done */
};

struct article_origin {
	struct str address;	/* path and query, as article_origin_address gives it */
	int64_t at;		/* when it was published, ms */
	struct str written_by;	/* accounts, or names of people, with commas between */
	struct str reviewed_by;	/* one, who is none of these */
};

/*
 * The path and query of an address of the older portal: without scheme, host and fragment, letters of other
 * scripts percent-encoded, as browsers send them.  Empty for what is no such address, for "/", and for what
 * is too long.
 */
struct str article_origin_address(struct arena *arena, struct str address);

/* Whether an article may be taken in with it: address, date in the past, two people.  ERR_INVALID. */
enum status article_origin_check(const struct casework *work, const struct article_origin *origin,
	struct article_refusal *refusal);

/* The article that had this address; 0: none had.  In a step of a transaction: under WATCH. */
enum status article_origin_watch(struct casework *work, struct str address, uint64_t *n);
/* The same without a WATCH. */
enum status article_origin_taken(struct casework *work, struct str address, uint64_t *n);
/*
 * The same for readers, by the address as they sent it; one with a query that no article had counts as the
 * address without it, since messengers add some.  One round trip.
 */
enum status article_origin_find(struct casework *work, struct str uri, uint64_t *n);

#endif
