/*
 * segment_build: makes a segment of documents, and one of several segments.  Depends on:
 * search/segment_file.
 */
#ifndef SEARCH_SEGMENT_BUILD_H
#define SEARCH_SEGMENT_BUILD_H

#include "search/segment.h"

struct doc {
	struct doc_row row;	/* text and len are filled here */
	struct letters sections[SECTIONS];
};

/*
 * Of count documents with different ids, fewer than 2^28.  Takes 32 bytes of memory for each of their letters
 * while it runs.  False when the file can't be written.
 */
bool segment_build(const char *folder, uint64_t number, const struct doc *docs, size_t count);

/* A segment and which of its documents are out of date: a bit for each. */
struct segment_source {
	const struct segment *segment;
	const unsigned char *dead;
};

static inline bool doc_dead(const unsigned char *dead, uint32_t doc)
{
	return (dead[doc / 8] >> doc % 8 & 1) != 0;
}

#define MERGE_MOST 16
/*
 * What is up to date of at most MERGE_MOST segments, in their order.  Takes 28 bytes of memory for each
 * document, and for each key, while it runs.  False when the file can't be written.
 */
bool segment_merge(const char *folder, uint64_t number, const struct segment_source *sources, size_t count);

#endif
