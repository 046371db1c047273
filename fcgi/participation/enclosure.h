/*
 * enclosure: adds photos and files to the answer that is being written, and takes them out again.  Whoever
 * may write the answer now may do so, at the desk or by the answer link; it is no step of the case.  Depends
 * on: cases/act, photos/enclosed, participation/enclosed_file.
 */
#ifndef PARTICIPATION_ENCLOSURE_H
#define PARTICIPATION_ENCLOSURE_H

#include "cases/action.h"
#include "model/access.h"
#include "participation/enclosed_file.h"
#include "photos/enclosed.h"

struct enclosure {
	const struct viewer *by;
	struct photos *photos;	/* to be added; they become the case's, or are removed; may be empty */
	const struct enclosed_file *file;	/* likewise; NULL: none */
	struct str drop;	/* id of what is taken out, photo or file; empty: nothing */
	/* by what the answer is going to be sent, which must hold before anything is added; NULL: it isn't */
	const struct act *sending;
};

/* What became of what was to be added. */
struct enclosed {
	const char *field;	/* of what is wrong: "photo" or "file" */
	struct str why;
	struct str there;	/* id of the same file, which was there already and is there once; or empty */
	struct str changed;	/* enclosed_mark, when something changed; else empty */
};

/*
 * ERR_NOT_NOW when the viewer may write no answer now; ERR_CONFLICT when sending is of another version, or
 * its writer saw other enclosures; ERR_INVALID past ENCLOSED_PHOTOS or ENCLOSED_FILES, and for another file
 * of the same name: then *out is what to say beside which field.  Files that nothing names any more are swept
 * away by the jobs.
 */
enum status enclosure_change(struct casework *work, uint64_t n, const struct enclosure *enclosure,
	struct enclosed *out);

#endif
