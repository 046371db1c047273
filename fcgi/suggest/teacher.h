/*
 * teacher: learns from this site's own cases whose a case is, and its category: from the newest cases as
 * they stand now, so that whatever was corrected since counts as it was corrected.  Only masked texts are
 * read, and none is kept.  Takes seconds to minutes.  Depends on: suggest/learn, suggest/models,
 * suggest/theme_file, model/record.
 */
#ifndef SUGGEST_TEACHER_H
#define SUGGEST_TEACHER_H

#include "model/casework.h"
#include "suggest/models.h"

/* Of so many of the newest cases. */
#define TEACHER_CASES 6000

/*
 * Writes the files of both models into the folder, whole or not at all.  *learned: the cases that had a
 * department; 0 when they were too few, and then an older model stays.  ERR_AWAY; ERR_INTERNAL, logged, when
 * the disk refuses or the list of themes is wrong.
 */
enum status teacher_run(struct casework *work, const char *folder, size_t *learned);

/*
 * Whether there is something to learn that the models don't know: none was learned today, and something has
 * happened since.
 */
enum status teacher_due(struct casework *work, const char *folder, bool *due);

#endif
