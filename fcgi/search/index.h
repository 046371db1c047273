/*
 * index: the index as its readers have it open: the workers, and commands.  Follows the writer by a look at
 * the manifest before each search.  Away (ERR_AWAY) when there is none, when a file of it was damaged, or
 * when it was written by another version; then it is tried again at the next search.  Changes nothing on the
 * disk.  Depends on: search/manifest.
 */
#ifndef SEARCH_INDEX_H
#define SEARCH_INDEX_H

#include "base/status.h"
#include "search/manifest.h"

struct index {
	char *folder;
	struct manifest_mark mark;
	struct manifest manifest;
	struct segment *segments;	/* beside those of the manifest */
	/* which of them to look at first: those with the newest documents, which fill a page the soonest */
	size_t order[MANIFEST_SEGMENTS];
};

/* Opens nothing yet. */
struct index *index_new(const char *folder);
void index_free(struct index *index);

/* Makes it what the writer last finished. */
enum status index_follow(struct index *index);

/* Documents that are up to date. */
uint64_t index_docs(const struct index *index);

#endif
