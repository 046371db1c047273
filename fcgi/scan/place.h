/*
 * place: finds where a photo was taken in the bytes of a picture, or of a document that has pictures in it as
 * they are: Exif (CIPA DC-008) with a GPS directory, and XMP.  Parses nothing else of the file.  Pure.
 * Depends on: base/str.
 */
#ifndef SCAN_PLACE_H
#define SCAN_PLACE_H

#include "base/str.h"

/* How many pictures in it say where they were taken; at most 1000 are looked for. */
int place_count(struct str bytes);

#endif
