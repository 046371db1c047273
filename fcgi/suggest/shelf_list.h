/*
 * shelf_list: which blocks (suggest/similar) stand on the shelf, as one file, "shelf": for each the numbers
 * of cases that it covers and the edition of its file, and up to where the events were followed.  A file
 * that is truncated, altered or of another version is refused.  Depends on: suggest/similar, disk/file.
 */
#ifndef SUGGEST_SHELF_LIST_H
#define SUGGEST_SHELF_LIST_H

#include "suggest/similar.h"

#define SHELF_NAME "shelf"
#define SHELF_VERSION 1
/* Numbers of cases that a block covers: the last ones stand in small blocks, which are cheap to write anew. */
#define SHELF_LARGE BLOCK_POSTS
#define SHELF_SMALL 128
/* How many of the newest cases are asked: a look costs no more however many there are. */
#define SHELF_CASES ((uint64_t)32 * SHELF_LARGE)
#define SHELF_PIECES 96
#define SHELF_PIECE_NAME 48

struct shelf_piece {
	uint64_t first;		/* number; a multiple of span */
	uint64_t span;		/* SHELF_LARGE or SHELF_SMALL */
	uint64_t edition;	/* of its file; none comes twice */
};

struct shelf_list {
	char position[48];	/* the event up to which it knows what happened */
	uint64_t built;		/* the last number that was looked at; 0: none */
	uint64_t edition;	/* the latest */
	size_t count;
	struct shelf_piece pieces[SHELF_PIECES];	/* by first */
};

/* The name of its file in the folder. */
void shelf_piece_name(const struct shelf_piece *piece, char name[SHELF_PIECE_NAME]);

/* ERR_NOT_FOUND: there is none; ERR_INVALID: *problem (static) says in English why. */
enum status shelf_list_read(const char *folder, struct shelf_list *out, const char **problem);
/* False when the disk refuses; errno says why. */
bool shelf_list_write(const char *folder, const struct shelf_list *list);

#endif
