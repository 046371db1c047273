/*
 * image: starts libvips so that it reads photos and nothing else, and looks into one that is published as it
 * is.  Depends on: libvips, scan/report.
 */
#ifndef SCAN_IMAGE_H
#define SCAN_IMAGE_H

#include "scan/report.h"

/* More pixels than any camera makes: refused as an attack. */
#define IMAGE_PIXELS_MAX 100000000

/* Before jail_lock: its modules are opened.  False when it can't be used. */
bool image_start(const char *program);
/* Whether a loader that libvips named is one of those that image_start left open. */
bool image_loader_open(const char *loader);

/* Of a JPEG, PNG or WebP; all of it is decoded, so that one that is cut off is found. */
enum scan image_scan(struct str bytes, struct report *report);

#endif
