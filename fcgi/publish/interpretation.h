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
 * Since when a public article interprets document n, leaving out article `but`; 0: none does.  In a step of a
 * transaction, under WATCH.
 */
enum status interpretation_since(struct casework *work, uint64_t n, uint64_t but, int64_t *since);

#endif
