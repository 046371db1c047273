/*
 * segment_file: writes a segment, part after part, into a new file.  What fails on the way is told at the
 * end, when the file isn't there.  Depends on: search/segment.
 */
#ifndef SEARCH_SEGMENT_FILE_H
#define SEARCH_SEGMENT_FILE_H

#include <stdio.h>

#include "search/segment.h"

struct segment_file {
	FILE *file;	/* NULL: it can't be written */
	char *path;
	struct segment_head head;
	uint64_t at;
	uint32_t *keys;
	uint64_t *places;
	size_t room;	/* of these two */
	unsigned char *bytes;	/* of one list */
	size_t bytes_room;
	bool failed;
};

void segment_file_begin(struct segment_file *out, const char *folder, uint64_t number, uint32_t docs);
/* Begins a part; *offset is one of the head's. */
void segment_file_part(struct segment_file *out, uint64_t *offset);
void segment_file_add(struct segment_file *out, const void *bytes, size_t len);
/* Within the part of lists: keys ascend. */
void segment_file_list(struct segment_file *out, uint32_t key, const struct posting *list, size_t count);
/* Ends the file.  False when it could not be written: it is gone then. */
bool segment_file_end(struct segment_file *out);

#endif
