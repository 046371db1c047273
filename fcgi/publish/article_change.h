/*
 * article_change: one change of one article as a transaction (store/transaction): its hash, its draft, its
 * versions, the lists and due times that follow from the hash, the seal of a version, the event.  What stops
 * being public, or changes where it is public, is purged from the page cache.  A version becomes public only
 * here, and only with the bytes that a second person approved; or as an emergency publication, where
 * configured, which a second person then reviews.  Depends on: publish/article_access,
 * publish/column, model/answer_seal, store/transaction.
 */
#ifndef PUBLISH_ARTICLE_CHANGE_H
#define PUBLISH_ARTICLE_CHANGE_H

#include "publish/article_try.h"

/*
 * Does it to article *n (of create and take-in, *n is set; also to what the same made before, unchanged);
 * *after is the article then.  ERR_CONFLICT when somebody changed it meanwhile, and of an approval also when
 * the bytes aren't those shown; ERR_NOT_NOW, ERR_FORBIDDEN, ERR_INVALID with what is wrong in *refusal.
 */
enum status article_change(struct casework *work, uint64_t *n, const struct article_change *change,
	struct article *after, struct article_refusal *refusal);

/* The actions of events on articles begin with it; they are about "article/N". */
#define ARTICLE_EVENT "article-"
#define ARTICLE_ABOUT "article/"

#endif
