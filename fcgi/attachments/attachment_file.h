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
/*
 * Removes files of article n that are older than `before` (ms) and whose ids aren't among the count of named:
 * what a crash left before its commit.
 */
void attachment_files_sweep(struct casework *work, uint64_t n, const struct str *named, size_t count,
	int64_t before);

#endif
