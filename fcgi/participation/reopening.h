/*
 * reopening: why a case was reopened (再次反映).  The note of it is for its sender and staff, until a
 * moderator has passed the held post of the same text: nothing that a resident writes is public before.
 * Depends on: cases/commit.
 */
#ifndef PARTICIPATION_REOPENING_H
#define PARTICIPATION_REOPENING_H

#include "cases/commit.h"

#define REOPENING "reopening"	/* the kind of the held post */

/*
 * In the commit that passes the held post: the note that was made with it, at that time (ms), has that text
 * now, and everybody reads it.  Notes of other reopenings stay as they are.
 */
enum status reopening_show(struct case_edit *edit, int64_t time, struct str text);

#endif
