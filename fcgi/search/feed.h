/*
 * feed: keeps the two indexes up with Redis.  Reads the stream of events from the one on that the index knows
 * last (several machines may each have an index), and writes what they are about into it; where that can't
 * be, because there is no index, it was damaged, or Redis isn't the one it was made of, writes it anew from
 * all that is there, while the old one answers.
 * Fails with ERR_AWAY, and ERR_INTERNAL when the disk takes no more; both are to be tried again.
 * Depends on: search/writer, search/source, search/inside.
 */
#ifndef SEARCH_FEED_H
#define SEARCH_FEED_H

#include "model/casework.h"
#include "search/writer.h"

/* Asked between the parts of long work; false: it is to end, with ERR_NOT_NOW. */
struct feed_watch {
	bool (*go_on)(void *self, uint64_t done, uint64_t all);
	void *self;
};

struct feed {
	struct writer *writer;
	bool inside;	/* the staff's index (search/inside); else the public's (search/source) */
};

/*
 * Does what has happened; *done is the number of documents that were looked at.  *anew: it had to begin anew.
 * Empties the arena of work as it goes.
 */
enum status feed_step(struct casework *work, const struct feed *feed, const struct feed_watch *watch,
	uint64_t *done, bool *anew);

/*
 * How far an index with this position (a manifest's) is behind: ms from the first event that it doesn't know
 * to now; 0: it knows all.
 */
enum status feed_lag(struct casework *work, struct str position, int64_t *ms);

#endif
