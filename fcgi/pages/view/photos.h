/*
 * photos: what the pages with photos share: takes them from a form, and sends one to whoever may see it;
 * files that go with answers are shown and sent alike. nginx sends the file, which X-Accel-Redirect names,
 * after the one check of who may see it.  Depends on: participation/case_photo, pages/site.
 */
#ifndef PAGES_VIEW_PHOTOS_H
#define PAGES_VIEW_PHOTOS_H

#include "pages/site.h"
#include "photos/photo_file.h"

/* The row of a form's table that takes photos. */
#define PHOTOS_FIELD { .name = "photo", .label = "照片", .kind = FIELD_PHOTOS, .max = PHOTOS_MOST }

/*
 * Makes the photos that came with a form harmless, and copies those that were sent ahead; nothing to do for
 * a form without such a field. ERR_INVALID with the message beside the field when one isn't a photo or the
 * sender has no proof of work, ERR_TOO_MANY when too many were sent within the hour, ERR_AWAY when they
 * can't be taken now: then none of them is kept.
 */
enum status photos_receive(struct exchange *exchange, struct form_values *values, struct photos *out);

/*
 * Looking into a photo or file costs whatever becomes of the form, so each is counted before: those of staff
 * excepted.  ERR_TOO_MANY with the message beside the field.
 */
enum status photos_count(struct exchange *exchange, struct form_values *values, const char *field,
	size_t count);

/* Whether photos or files came with the form, or photos were sent ahead for it. */
bool photos_came(const struct exchange *exchange);

/*
 * The form was taken in: what was kept for it goes.  What can't go now is swept later (photos/kept_photos):
 * the sender has a receipt whatever becomes of it.
 */
void photos_end(struct exchange *exchange);

/*
 * Adds to the view of a case, when the rest is there, where this viewer finds its photos: base, a slash, the
 * id, and "-s" for the small one; and to each of its files the address, url.
 */
void photos_base(struct value *view, struct str base);

/*
 * The file, or the photo, large or small, that the path's last placeholder names, if the viewer may see it;
 * else ERR_NOT_FOUND.
 */
enum status photos_send(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer);

/*
 * Adds the photos and files of an entry or held post, if it has any: photos [{photo_id, width, height, alt}],
 * files [{file_id, and as pages/file_view has it}].
 */
void photos_view(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map);
/* What is said at one of its files ("added_note"). */
struct file_note {
	struct str name;
	struct str words;
};
/* The same of an answer that is being written: what hides in its files too (file_found_view). */
void photos_enclosed_view(struct casework *work, const struct case_record *record,
	const struct value *enclosed, const struct file_note *note, struct value *map);
/*
 * The same for whom the case is business: what hides in its files too, and public_now, whether the public
 * sees them.
 */
void photos_inside_view(struct casework *work, const struct case_record *record, const struct value *entry,
	bool open, struct value *map);
/*
 * The same of the answer that waits for approval.  A revision goes with what the answer before it had, so
 * each says for itself whether the public sees it (public_already) and whether this viewer may mend it
 * (may_hold); photos_public, files_public: some are public; photos_new, files_new: some aren't and can be
 * mended; mends_public: the viewer may mend those that are public too.
 */
void photos_waiting_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, struct value *map);

#endif
