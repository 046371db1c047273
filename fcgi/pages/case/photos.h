/*
 * photos: the photos of a case for staff, and blurring or removing one.  ERR_NOT_FOUND unless this member of
 * staff may open the case and see the photo.  Handlers, as the route table names them.  Depends on:
 * pages/view/photos, participation/case_photo.
 */
#ifndef PAGES_CASE_PHOTOS_H
#define PAGES_CASE_PHOTOS_H

#include "web/route.h"

/* The photo itself. */
enum status staff_photos_show(struct exchange *exchange);
/* The form that covers the photo with a grid, whose chosen cells are to be blurred. */
enum status staff_photos_grid(struct exchange *exchange);
enum status staff_photos_blur(struct exchange *exchange);
enum status staff_photos_drop(struct exchange *exchange);

#endif
