/*
 * jpeg: what the headers of a JPEG (ITU-T T.81, annex B) say of the work that decoding it would be.  Follows
 * the markers as libjpeg does and decodes nothing.  Pure.  Depends on: base/str.
 */
#ifndef PHOTOS_JPEG_H
#define PHOTOS_JPEG_H

#include "base/str.h"

/*
 * The number of scans: 1 in a plain JPEG, about 10 in a progressive one, each of which costs a pass over the
 * whole picture. 0 for what is no JPEG or has none.  What follows the end of the image doesn't count.
 */
size_t jpeg_scans(struct str bytes);

#endif
