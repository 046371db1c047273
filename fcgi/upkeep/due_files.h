/*
 * due_files: removes files of articles that nothing needs: what was withdrawn, at once; what a draft dropped,
 * or a killed upload left, after a day.  A file that the draft or a version names stays, whatever the list of
 * files says.  A round reads only what is due; it may run twice or be killed.  Depends on:
 * publish/article_files, attachments/attachment_file.
 */
#ifndef UPKEEP_DUE_FILES_H
#define UPKEEP_DUE_FILES_H

#include "publish/article_files.h"

/* One round, which adds the files that it removed to *removed.  Resets the arena after each article. */
enum status due_files_run(struct casework *work, uint64_t *removed);

/*
 * How many files of the article nothing needs, on disk or in its list of files: for a recount, which reads
 * every version.  listed: its list of files is not empty.  Removes them if mend; files on disk are a day old.
 */
enum status due_files_check(struct casework *work, uint64_t n, bool listed, bool mend, uint64_t *wrong);

#endif
