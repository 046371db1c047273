/*
 * interpretation: what a change of an article that interprets a policy document does to the document, in the
 * same transaction: since when somebody interprets it, and with that its task and its counts.  The task of an
 * interpretation that is withdrawn is open again until the same day.  The document's version doesn't grow:
 * nobody who writes in it or reviews it is disturbed.  Depends on: publish/article, store/transaction.
 */
#ifndef PUBLISH_INTERPRETATION_H
#define PUBLISH_INTERPRETATION_H

#include "publish/article.h"

/* In a step of a transaction: adds to changes what the documents of both states of the article need. */
enum status interpretation_follow(struct casework *work, struct batch *changes, const struct article *before,
	const struct article *after);

/*
 * Since when document n says that it is interpreted, and since when it is by the list of those that do; 0:
 * never.  With mend the document then says what the list does, in a transaction of its own.
 */
enum status interpretation_compare(struct casework *work, uint64_t n, bool mend, int64_t *says, int64_t *is);

#endif
