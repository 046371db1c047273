/*
 * enclosure: adds photos to the answer that is being written, and takes them out again.  Whoever may write
 * the answer now may do so, at the desk or by the answer link; it is no step of the case.  Depends on:
 * cases/act, photos/enclosed.
 */
#ifndef PARTICIPATION_ENCLOSURE_H
#define PARTICIPATION_ENCLOSURE_H

#include "model/access.h"
#include "photos/enclosed.h"

struct enclosure {
	const struct viewer *by;
	struct photos *photos;	/* to be added; they become the case's, or are removed; may be empty */
	struct str drop;	/* id of what is taken out; empty: nothing */
};

/*
 * ERR_NOT_NOW when the viewer may write no answer now; ERR_INVALID past ENCLOSED_PHOTOS: then *why is what to
 * say beside the field.  Files that nothing names any more are swept away by the jobs.
 */
enum status enclosure_change(struct casework *work, uint64_t n, const struct enclosure *enclosure,
	struct str *why);

#endif
