/*
 * line_files: the files that a line of an import brings with its article.  They lie below the folder of the
 * lines' file, are inspected as an upload is, and are stored by the number that the article is about to get;
 * what comes to nothing is removed again.  Depends on: ctl/import/article_import, attachments/inspect,
 * attachments/attachment_file.
 */
#ifndef CTL_LINE_FILES_H
#define CTL_LINE_FILES_H

#include "attachments/attachment.h"
#include "ctl/import/article_import.h"

struct line_files {
	struct str paths[ATTACHMENTS_MOST];	/* below the folder */
	struct str addresses[ATTACHMENTS_MOST];	/* on the old portal: article_origin_address, or empty */
	struct attachments about;		/* their names; the rest once they are taken */
	struct str found[ATTACHMENTS_MOST];	/* what hides in each; likewise */
};

/* Reads the member "attachments" of a line's object; false after a message. */
bool line_files_read(struct article_import *in, const struct value *object, struct line_files *out);

/*
 * Inspects and, but in a trial, stores them for article n.  False when nothing of them is there: after a
 * message, or with *status ERR_AWAY when a scanner or the disk is away.  What hides in one is told, and
 * refuses the line unless answered lists it.
 */
bool line_files_take(struct article_import *in, struct line_files *files, uint64_t n,
	struct str answered, enum status *status);
/* Removes what was stored for article n. */
void line_files_drop(struct article_import *in, const struct line_files *files, uint64_t n);
/* Removes what an import that was killed left at that number before time since (ms). */
void line_files_sweep(struct article_import *in, const struct line_files *files, uint64_t n, int64_t since);

#endif
