/*
 * shelf_writer: keeps the shelf (suggest/shelf) up with Redis: reads the events since it last did, and writes
 * anew the blocks whose topics changed in what is compared, or in whether they are to be found at all.
 * Begins anew when there is no list, it was damaged, or Redis isn't the one it was made of.  Each step ends
 * with a whole list, so it may be killed at any time; a second process waits for the first.  Only masked
 * texts go in.
 * Depends on: suggest/shelf_list, model/record.
 */
#ifndef SUGGEST_SHELF_WRITER_H
#define SUGGEST_SHELF_WRITER_H

#include "model/casework.h"
#include "suggest/shelf_list.h"

struct shelf_done {
	uint64_t blocks;	/* written */
	bool complete;		/* it knows all that happened */
};

/*
 * One step: at most SHELF_STEP blocks.  Empties the arena of work as it goes.  ERR_AWAY, or ERR_INTERNAL when
 * the disk refuses (logged).
 */
#define SHELF_STEP 8
enum status shelf_write(struct casework *work, const char *folder, struct shelf_done *done);

#endif
