/*
 * article_files: the attachments of a draft: adds one and takes one away, and knows what wenzheng-attachment
 * found hidden in each.  What was found lies beside the article, not in its text, which the public can read.
 * Depends on: attachments/attachment, publish/article.
 */
#ifndef PUBLISH_ARTICLE_FILES_H
#define PUBLISH_ARTICLE_FILES_H

#include "attachments/attachment.h"
#include "publish/article.h"

struct article_file_change {
	const struct attachment *add;	/* its file is on disk; NULL: none */
	struct str found;	/* of it, as attachments/examine says; empty: nothing */
	struct str remove;	/* an id; empty: none */
};

/*
 * Changes text->attachments, and adds to batch what was found.  ERR_INVALID past ATTACHMENTS_MOST or for a
 * name that is there already, ERR_NOT_FOUND for an id that isn't; *why says so in Chinese.
 */
enum status article_files_apply(struct casework *work, struct batch *batch, uint64_t n,
	const struct article_file_change *change, struct article_text *text, const char **why);

/* Removes files that no commit named: what a crash left (attachments/attachment_file). */
enum status article_files_sweep(struct casework *work, uint64_t n);

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
