/*
 * photo_entry: how an entry of a thread names its photos: "photos", a list of {id, w, h}; and the files that
 * go with an answer: "files" (participation/enclosed_file).  Depends on: photos/photo_file.
 */
#ifndef PHOTOS_PHOTO_ENTRY_H
#define PHOTOS_PHOTO_ENTRY_H

#include "base/value.h"
#include "photos/photo_file.h"

/* Adds "photos" to an entry, if there are any; photos may be NULL. */
void photo_entry_add(struct value *entry, const struct photos *photos);
/* Adds one photo to such a list. */
void photo_entry_add_one(struct value *list, const struct photo *photo);
/* Copies the photos and files of one entry to another. */
void photo_entry_copy(struct value *to, const struct value *from);
/* The first of an entry's photos, or NULL. */
const struct member *photo_entry_first(const struct value *entry);
const struct member *photo_entry_files(const struct value *entry);

#endif
