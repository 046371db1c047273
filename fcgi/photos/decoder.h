/*
 * decoder: how many photos are decoded at once, over all workers: half as many as there are workers, at least
 * one, since whoever has a photo decoded waits for it and answers nobody meanwhile; and one more for staff,
 * so that no crowd of senders keeps them from hiding a face.  Two of staff often come at the same moment, so
 * they wait for theirs in the workers that are left but one; where none would be left, one of them waits a
 * moment all the same: the whole board waits then.  Places are locked bytes of a file in the
 * folder of the photos: the kernel frees them when their holder dies.  Depends on: model/casework.
 */
#ifndef PHOTOS_DECODER_H
#define PHOTOS_DECODER_H

#include "model/casework.h"

/* As long staff may wait for a place, where the rest of the request leaves the time. */
#define DECODER_WAIT_MS 2000
#define DECODER_SHORT_WAIT_MS 500

struct decoder;

/*
 * Takes a place, which decoder_end gives back, or at the latest the arena's reset; staff wait for it until
 * then (clock_steady).  ERR_TOO_MANY: all are taken. ERR_AWAY: the folder refuses (logged).
 */
enum status decoder_begin(struct casework *work, bool staff, int64_t until, struct decoder **place);
void decoder_end(struct decoder *place);

/* How many places there are, the staff's included, and how many are taken. */
void decoder_count(const struct casework *work, int *places, int *taken);

#endif
