/*
 * rounds: reads the parts of a page together.  What a part reads may depend on what it, or one before it,
 * read in an earlier round; each round is one round trip for all parts, so a page costs as many as its
 * longest part.
 * Depends on: store.
 */
#ifndef STORE_ROUNDS_H
#define STORE_ROUNDS_H

#include "store/store.h"

struct part {
	/* Adds what is to be read next; nothing when there is nothing to read, or not yet. */
	void (*ask)(void *self, struct batch *batch);
	/*
	 * Takes the results of what ask added; not called when that was nothing.  A failure ends the reading.
	 */
	enum status (*take)(void *self, const struct result *results);
	void *self;
};

/*
 * At most PARTS_MOST parts.  Ends with the round in which none asks for anything.  In a round they are asked,
 * then taken, in order.
 */
#define PARTS_MOST 8
enum status rounds_run(struct store *store, struct arena *arena, const struct part *parts, size_t count);

#endif
