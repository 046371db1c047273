/*
 * article_files: the attachments of a draft: adds one and takes one away, and knows what wenzheng-attachment
 * found hidden in each.  What was found lies beside the article, not in its text, which the public can read.
 * A revision may also withdraw files of earlier versions; that is part of its text, so a second person
 * approves it.  What isn't needed any more the jobs remove (upkeep/due_files).  Depends on:
 * attachments/attachment, publish/article.
 */
#ifndef PUBLISH_ARTICLE_FILES_H
#define PUBLISH_ARTICLE_FILES_H

/* Files of earlier versions that can be chosen for a withdrawal. */
#define ARTICLE_FILES_EARLIER 100

#include "attachments/attachment.h"
#include "publish/article.h"

struct article_file_change {
	const struct attachment *add;	/* its file is on disk; NULL: none */
	struct str found;	/* of it, as attachments/examine says; empty: nothing */
	struct str remove;	/* an id; empty: none */
	struct str withdraw;	/* id of a file of an earlier version; empty: none */
	struct str reason;	/* of the withdrawal, for the public */
	struct str restore;	/* id of one that the draft withdraws: it shall not; empty: none */
};

/*
 * Changes text->attachments, and adds to batch what was found.  ERR_INVALID past ATTACHMENTS_MOST or for a
 * name that is there already, ERR_NOT_FOUND for an id that isn't; *why says so in Chinese.
 */
enum status article_files_apply(struct casework *work, struct batch *batch, const struct article *article,
	const struct article_file_change *change, struct article_text *text, const char **why);

/* Its draft gives way to text: sets article->files_due where that leaves files that nothing needs. */
enum status article_files_drop(struct casework *work, struct batch *batch, const struct article_text *draft,
	const struct article_text *text, struct article *article);
/* The text is being published: from then on nobody gets what it withdraws. */
void article_files_publish(struct casework *work, struct batch *batch, const struct article_text *text,
	struct article *article);

/*
 * Calls visit with what each text names: the draft first, so that what leaves it for a version meanwhile is
 * met there, then the versions, newest first.  One text is in memory at a time; visit copies what it keeps.
 */
typedef void (*article_files_visit)(void *context, const struct attachments *attachments);
enum status article_files_each(struct casework *work, uint64_t n, article_files_visit visit, void *context);

/* Files of earlier versions that the text doesn't have, and that can be withdrawn; at most limit. */
enum status article_files_earlier(struct casework *work, const struct article *article,
	const struct article_text *text, struct attachment *out, size_t limit, size_t *count);
/* Why each of count files was withdrawn; empty: it wasn't. */
enum status article_files_withdrawn(struct casework *work, uint64_t n, const struct attachment *list,
	size_t count, struct str *reasons);

/* Adds to batch what was found in one; empty: nothing.  A file that isn't in there is swept. */
void article_files_found_set(struct casework *work, struct batch *batch, uint64_t n,
	const struct attachment *file, struct str found);
/* What was found in each of the list, in its order; empty: nothing hides in it. */
enum status article_files_found(struct casework *work, uint64_t n, const struct attachments *attachments,
	struct str found[ATTACHMENTS_MOST]);
/* Whether something hides in one of the text's attachments, for a reviewer to confirm. */
enum status article_files_hide(struct casework *work, uint64_t n, const struct article_text *text,
	bool *hide);

#endif
