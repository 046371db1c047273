/*
 * attachment_file: the files of articles' attachments, below the folder paths.attachments: one folder an
 * article, named by its number; each file is named by its id alone, whatever its editor called it.  A file is
 * on disk (fsync) before a commit names it.  It never changes.  nginx reads it by its group.  Depends on:
 * model/casework, attachments/attachment.
 */
#ifndef ATTACHMENTS_ATTACHMENT_FILE_H
#define ATTACHMENTS_ATTACHMENT_FILE_H

#include "attachments/attachment.h"
#include "model/casework.h"

/*
 * Writes bytes to a new file of article n, its name and all on disk, and fills id, size and hash of *out; *fd
 * is the file, open for reading, which the caller closes.  ERR_AWAY when the disk refuses.
 */
enum status attachment_file_write(struct casework *work, uint64_t n, struct str bytes, struct attachment *out,
	int *fd);
/* What fails is logged. */
void attachment_file_remove(struct casework *work, uint64_t n, struct str id);

struct attachment_prune {
	/* Sets, for each of count files of article n, whether anything needs it. */
	enum status (*needed)(struct attachment_prune *prune, uint64_t n, const struct str *ids, size_t count,
		bool *needed);
	struct casework *work;
	const void *context;	/* for needed */
	int64_t before;		/* ms: younger files stay, since a commit may be about to name them */
	bool remove;		/* else they are only counted */
	uint64_t found;		/* files that nothing needs */
	bool young;		/* whether there are younger ones */
};
/* Removes files of article n that nothing needs: what was dropped, or left by a crash.  Fails as needed does. */
enum status attachment_files_prune(struct attachment_prune *prune, uint64_t n);

/*
 * Removes files of article n that are older than `before` (ms) and whose ids aren't among the count of named:
 * what a crash left before its commit.
 */
void attachment_files_sweep(struct casework *work, uint64_t n, const struct str *named, size_t count,
	int64_t before);

#endif
