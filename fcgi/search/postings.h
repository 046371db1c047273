/*
 * postings: the list of documents that have a key, packed: numbers of documents ascend, each with the
 * sections that have the key.  Every POSTINGS_BLOCK-th can be reached without reading those before it.  What
 * a list says is not trusted: a broken one ends early.  Pure.
 */
#ifndef SEARCH_POSTINGS_H
#define SEARCH_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSTINGS_BLOCK 64
#define POSTINGS_END UINT32_MAX

/* Packs one list; bytes must have room for POSTINGS_ROOM(count). */
#define POSTINGS_ROOM(count) ((count) * 6 + ((count) / POSTINGS_BLOCK + 2) * 8 + 16)
struct posting {
	uint32_t doc;	/* < 2^28 */
	uint8_t sections;	/* of 1 to 7 */
};
size_t postings_pack(const struct posting *list, size_t count, unsigned char *bytes);

/* A walk through a list. */
struct postings {
	uint32_t doc;	/* where it stands; POSTINGS_END behind the last */
	uint8_t sections;
	uint32_t count;	/* of the whole list */
	uint8_t anywhere;	/* the sections that have the key in any of the documents */
	/* the rest is the walk's own */
	const unsigned char *at;
	const unsigned char *end;
	const unsigned char *jumps;
	const unsigned char *body;
	uint32_t left;
};

/* Stands at the first document then; an empty or broken list is at its end. */
void postings_open(struct postings *list, const unsigned char *bytes, size_t len);
void postings_next_far(struct postings *list);
/* Most steps are one byte: these are taken here. */
static inline void postings_next(struct postings *list)
{
	if (list->left == 0 || list->at == list->end || *list->at >= 0x80) {
		postings_next_far(list);
		return;
	}
	list->left--;
	list->doc += *list->at >> 3;
	list->sections = *list->at++ & 7;
}
/* The first document at or behind doc. */
void postings_seek(struct postings *list, uint32_t doc);

#endif
