/*
 * kept_photos: photos that were sent ahead for a form that isn't sent yet.  They lie in "new"
 * (photos/photo_file), by the form's nonce, for an hour from the first; the sweep removes their files after
 * two.  Sending the form copies them, so a form that is refused still has them.  Depends on:
 * photos/photo_file, store.
 */
#ifndef PHOTOS_KEPT_PHOTOS_H
#define PHOTOS_KEPT_PHOTOS_H

#include "photos/photo_file.h"

struct kept_photos {
	struct {
		struct photo photo;
		struct str hash;	/* of what was sent, by which the same photo is known again */
	} list[PHOTOS_MOST];
	size_t count;
};

/* Those of the form with that nonce, in no order. */
enum status kept_photos_read(struct casework *work, struct str form, struct kept_photos *out);
/* The one with that id, or NULL. */
const struct photo *kept_photos_find(const struct kept_photos *kept, struct str id);
/* The one that was made of what has this hash, or NULL. */
const struct photo *kept_photos_same(const struct kept_photos *kept, struct str hash);
struct str kept_photos_hash(struct casework *work, struct str bytes);

/* Keeps one more; its files are no longer the caller's. */
enum status kept_photos_add(struct casework *work, struct str form, const struct photo *photo,
	struct str hash);
/* Forgets one, with its files. */
enum status kept_photos_drop(struct casework *work, struct str form, const struct photo *photo);
/* Forgets all of a form that was taken in. */
enum status kept_photos_end(struct casework *work, struct str form);

#endif
