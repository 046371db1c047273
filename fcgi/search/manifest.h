/*
 * manifest: what the index is at one moment: its segments, which of their documents are out of date, and the
 * event up to which it knows what happened.  One file, replaced as a whole: whoever reads it sees one moment,
 * and a writer that is killed leaves the moment before.  Depends on: search/segment_build.
 */
#ifndef SEARCH_MANIFEST_H
#define SEARCH_MANIFEST_H

#include "search/segment_build.h"

#define MANIFEST_SEGMENTS 512
#define MANIFEST_NAME "index"

struct manifest_segment {
	uint64_t number;
	uint32_t docs;
	uint32_t dead;		/* how many are out of date */
	unsigned char *bits;	/* doc_dead */
};

struct manifest {
	char position[48];	/* id in the stream of events */
	size_t count;
	struct manifest_segment *segments;	/* the oldest first */
};

/* False when there is none, or it isn't whole.  The caller frees it. */
bool manifest_read(const char *folder, struct manifest *out);
bool manifest_write(const char *folder, const struct manifest *manifest);
/* Forgets what it holds. */
void manifest_free(struct manifest *manifest);
/* A segment more, behind the others, with nothing out of date. */
void manifest_add(struct manifest *manifest, uint64_t number, uint32_t docs);

/* Which manifest lies there: differs when it was replaced. */
struct manifest_mark {
	uint64_t inode;
	int64_t stamp;
	int64_t size;
};
bool manifest_look(const char *folder, struct manifest_mark *out);
static inline bool manifest_same(const struct manifest_mark *a, const struct manifest_mark *b)
{
	return a->inode == b->inode && a->stamp == b->stamp && a->size == b->size;
}

#endif
