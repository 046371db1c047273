/*
 * photos: a photo of a case for whoever asks.  ERR_NOT_FOUND for one that the public may not see.  The
 * handler, as the route table names it.  Depends on: pages/view/photos.
 */
#ifndef PAGES_PUBLIC_PHOTOS_H
#define PAGES_PUBLIC_PHOTOS_H

#include "web/route.h"

enum status photos_public(struct exchange *exchange);

#endif
