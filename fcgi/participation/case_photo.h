/*
 * case_photo: the photos of a case, and the files that go with its answers, which are seen and removed by the
 * same rules: who may see one, and the moderator's remedies against one.  Who may see
 * an entry of the thread may see its photos (model/access); those of a held post are for staff, those of an
 * answer being written for who may read that.  They stay as long as the case's text does. Depends on:
 * cases/commit, participation/held, photos/enclosed.
 */
#ifndef PARTICIPATION_CASE_PHOTO_H
#define PARTICIPATION_CASE_PHOTO_H

#include "cases/commit.h"
#include "photos/photo_file.h"

/*
 * The photo or file of that id as an entry of what this viewer sees of the case names it: {id, w, h}, sides
 * in pixels, or as participation/enclosed_file has it. ERR_NOT_FOUND: it isn't there for this viewer.
 */
enum status case_photo_seen(struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer, struct str id, const struct value **photo);

/* Which of the two case_photo_seen gave. */
bool case_photo_is_file(const struct value *photo);

/*
 * Whether the viewer may blur or remove it: a moderator at any time; of an answer that isn't published yet
 * also its department and who approves it.
 */
bool case_photo_mends(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, struct str id);

/*
 * The two remedies, for who may (case_photo_mends): the photo is blurred in the areas (picture_blur), or
 * removed; a file is removed.  The old file is removed, and so is every cached page that shows it.
 * ERR_FORBIDDEN; ERR_NOT_NOW when a colleague was first; ERR_AWAY when it can't be done now.
 */
enum status case_photo_blur(struct casework *work, uint64_t n, struct str id,
	const struct picture_areas *areas, const struct viewer *by);
enum status case_photo_drop(struct casework *work, uint64_t n, struct str id, const struct viewer *by);

/* Removes files older than a day that no case names, a part of the folders at a time: photo_files_sweep. */
enum status case_photo_sweep(struct casework *work, struct photo_walk **walk, uint64_t *removed);

#endif
