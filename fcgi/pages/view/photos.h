/*
 * view: what the pages with photos share: taking them from a form, and sending one to whoever may see it.  Their bytes
 * go out by nginx, told by X-Accel-Redirect, after the one visibility check.  Depends on: cases/photo, pages/site.
 */
#ifndef PAGES_VIEW_PHOTOS_H
#define PAGES_VIEW_PHOTOS_H

#include "cases/photo.h"
#include "pages/site.h"

/* The row of a form's table that takes photos. */
#define PHOTOS_FIELD { .name = "photo", .label = "照片", .kind = FIELD_PHOTOS, .max = PHOTOS_MOST }

/*
 * Makes the photos that came with a form harmless; nothing to do for a form without such a field.  ERR_INVALID with the
 * message beside the field when one isn't a photo or the sender has no proof of work, ERR_TOO_MANY when too many were sent
 * within the hour, ERR_AWAY when they can't be taken now: then none of them is kept.
 */
enum status photos_receive(struct exchange *exchange, struct form_values *values, struct photos *out);

/* Adds to the view where this viewer finds the photos of a case: base, a slash, the id, and "-s" for the small one. */
void photos_base(struct value *view, struct str base);

/* The photo, large or small, that the path's last placeholder names, if the viewer may see it; else ERR_NOT_FOUND. */
enum status photos_send(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer);

/* The handlers, as the route table names them. */
enum status photos_public(struct exchange *exchange);
enum status photos_staff(struct exchange *exchange);
enum status photos_staff_grid(struct exchange *exchange);
enum status photos_staff_blur(struct exchange *exchange);
enum status photos_staff_drop(struct exchange *exchange);

#endif
