/*
 * photos: the photos of a case for staff, and blurring or removing one.  ERR_NOT_FOUND unless this member of staff may
 * open the case and see the photo.  Handlers, as the route table names them.  Depends on: pages/view/photos, participation/case_photo.
 */
#ifndef PAGES_CASE_PHOTOS_H
#define PAGES_CASE_PHOTOS_H

#include "web/route.h"

/* The photo itself. */
enum status photos_staff(struct exchange *exchange);
/* The form that covers the photo with a grid, whose chosen cells are to be blurred. */
enum status photos_staff_grid(struct exchange *exchange);
enum status photos_staff_blur(struct exchange *exchange);
enum status photos_staff_drop(struct exchange *exchange);

#endif
