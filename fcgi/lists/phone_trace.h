/*
 * phone_trace: the cases of one phone number, found by its keyed hash; contact data is never unsealed.  Each
 * list holds one in 4,096 of all cases (model/phone_index) and is read backwards, a chunk at a time.
 * Depends on: model/phone_index, model/record.
 */
#ifndef LISTS_PHONE_TRACE_H
#define LISTS_PHONE_TRACE_H

#include "model/record.h"

#define PHONE_CHUNK 500

/* Begins with work and index alone. */
struct phone_trace {
	struct casework work;	/* with an arena that the caller resets after each chunk */
	struct str index;	/* a keyed hash of the number */
	int64_t from;
	bool ended;
	uint64_t hits[PHONE_CHUNK];	/* the chunk's cases that have it, newest first */
	size_t found;
};

/* Reads the next chunk. */
enum status phone_trace_next(struct phone_trace *trace);

#endif
