/*
 * photos: a photo of a case for whoever asks, and photos that are sent ahead of their form.  The handlers, as
 * the route table names them.  Depends on: pages/view/photos, photos/kept_photos.
 */
#ifndef PAGES_PUBLIC_PHOTOS_H
#define PAGES_PUBLIC_PHOTOS_H

#include "web/route.h"

/* ERR_NOT_FOUND for one that the public may not see. */
enum status photos_public(struct exchange *exchange);
/*
 * Takes one photo under the token of a form, and keeps it until that is sent (photos/kept_photos): {photo:
 * {id, width, height, repeated: true for one that is kept already}}.  What is kept and isn't named in a field
 * "keep" goes first.  Refuses as photos_receive does.
 */
enum status photos_ahead(struct exchange *exchange);

#endif
