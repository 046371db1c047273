/*
 * article_try: one change of one article, as it is asked for and while it is being tried: what it finds, read
 * under WATCH, and what it makes of it.  It may be tried several times.  The try itself is for the modules of
 * publish/article_change alone.  Depends on: publish/article_access, publish/article_check,
 * publish/article_origin, publish/column, store/transaction.
 */
#ifndef PUBLISH_ARTICLE_TRY_H
#define PUBLISH_ARTICLE_TRY_H

#include "publish/article_access.h"
#include "publish/article_check.h"
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
	const struct str *found;	/* take-in: what hides in each of the text's attachments */
	bool trial;		/* take-in: all is checked, nothing is done */
	uint64_t number;	/* take-in: the one that it must get, which its files are stored by; 0: any */
	int64_t report;		/* create: the year of which it is the report; 0: it is none */
	struct str writers;	/* create, edit: accounts that wrote in it besides, with commas between */
	const struct article_file_change *file;	/* attach */
	bool seen;		/* approve, emergency, take-in: what hides in its attachments was looked at */
	struct str once;	/* create: nonce of the form, which counts once; empty: as often as sent */
	struct str answered;	/* submit: the kinds of what article_check found that it answers for */
	const struct article_findings *links;	/* submit, emergency: of the draft of version; NULL: nobody looked */
	struct str reviewer;	/* submit: account that is asked to review it; empty: nobody in particular */
	struct str hash;	/* approve, confirm: article_text_hash of the bytes that were shown */
	struct str reason;	/* reject, take-down, emergency */
	enum takedown takedown;	/* take-down: NOTICE, GONE or MOVED */
	struct str moved_to;	/* of MOVED: a path of this site, or an https address */
};

/* A change being tried. */
struct article_try {
	struct casework *work;
	const struct article_change *change;
	struct batch *changes;
	uint64_t n;
	bool repeated;		/* the form was sent before: n is what it made */
	struct article before;
	struct article after;
	struct str bytes;	/* of the draft, as it stands */
	struct article_text text;
	struct article_refusal refusal;
};

/* Gives status, and says why beside the field (NULL: none). */
enum status try_refuse(struct article_try *try, enum status status, const char *field, const char *why);

/*
 * Reads the article as it stands with its draft, or takes the next number; repeated, when the same form or
 * address made one before.  ERR_NOT_FOUND; ERR_FORBIDDEN when somebody else than an operator takes one in.
 */
enum status try_read(struct article_try *try);

#endif
