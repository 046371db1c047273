/*
 * photo: the photos of a case as its thread names them: a question, follow-up or refused post has "photos", a list of
 * {id, w, h}.  Who may see the entry may see its photos (model/access); those of a held post are for staff.  They stay as
 * long as the case's text does.  Depends on: cases/commit, photos/photo_file.
 */
#ifndef CASES_PHOTO_H
#define CASES_PHOTO_H

#include "cases/commit.h"
#include "photos/photo_file.h"

/* Adds "photos" to an entry, if there are any; photos may be NULL. */
void photo_add(struct value *entry, const struct photos *photos);
/* Copies the photos of one entry to another. */
void photo_copy(struct value *to, const struct value *from);

/* Whether a photo of that id stands in what this viewer sees of the case: ERR_NOT_FOUND if not. */
enum status photo_seen(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, struct str id);

/*
 * A moderator's two remedies, at any time: nothing can be recognised any more where mask says (picture_blur), or the
 * photo is gone.  The file goes
 * with it, and so does every stored page that shows it.  ERR_FORBIDDEN; ERR_NOT_NOW when a colleague was first;
 * ERR_AWAY when it can't be done now.
 */
enum status photo_blur(struct casework *work, uint64_t n, struct str id, const char mask[PICTURE_CELLS + 1],
	const struct viewer *by);
enum status photo_drop(struct casework *work, uint64_t n, struct str id, const struct viewer *by);

/* Removes files older than a day that no case names, a part of the folders at a time: photo_files_sweep. */
enum status photo_sweep(struct casework *work, struct photo_walk **walk, uint64_t *removed);

#endif
