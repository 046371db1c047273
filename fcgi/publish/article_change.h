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

#include "publish/article_access.h"
#include "publish/article_files.h"
#include "publish/article_origin.h"
#include "publish/column.h"

enum { ARTICLE_REASON_MIN = 2, ARTICLE_REASON_MAX = 500, ARTICLE_PLACE_MAX = 300 };

struct article_change {
	enum article_action action;
	const struct viewer *by;
	int64_t version;	/* of the record, as it was seen */
	const struct article_text *text;	/* create, edit, take-in */
	const struct article_origin *origin;	/* take-in: as which the older portal published it */
	int64_t report;		/* create: the year of which it is the report; 0: it is none */
	struct str writers;	/* create, edit: accounts that wrote in it besides, with commas between */
	const struct article_file_change *file;	/* attach */
	bool seen;		/* approve, emergency: what hides in its attachments was looked at */
	struct str once;	/* create: nonce of the form, which counts once; empty: as often as sent */
	struct str answered;	/* submit: the kinds of what article_check found that it answers for */
	struct str reviewer;	/* submit: account that is asked to review it; empty: nobody in particular */
	struct str hash;	/* approve, confirm: article_text_hash of the bytes that were shown */
	struct str reason;	/* reject, take-down, emergency */
	enum takedown takedown;	/* take-down: NOTICE, GONE or MOVED */
	struct str moved_to;	/* of MOVED: a path of this site, or an https address */
};

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
