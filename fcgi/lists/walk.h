/*
 * walk: reads a sorted set of cases from a cursor on, a chunk at a time.  A cursor names the last row shown
 * by score and member, so a page stays right while rows come and go; it also tells where the row stood, so
 * that a deep page costs no more than the first.  Depends on: model/record.
 */
#ifndef LISTS_WALK_H
#define LISTS_WALK_H

#include "model/record.h"

/* A place in a sorted set: the row that was shown last. */
struct cursor {
	bool set;
	int64_t score;
	struct str member;
	int64_t rank;	/* where the row stood when it was shown: about where it still is */
};

/*
 * "SCORE-N~RANK" or, for a held post, "SCORE-N.H~RANK"; without a rank the place is searched for.
 * ERR_MALFORMED for what is no cursor; an empty text is the beginning.
 */
enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out);

/* A member of a sorted set with its score. */
struct ranked {
	struct str member;
	int64_t score;
	int64_t rank;
};

struct str cursor_print(struct arena *arena, const struct ranked *row);

/* A walk over a sorted set from a cursor, a chunk at a time; up or down. */
struct walk {
	struct str key;
	bool descending;
	struct cursor from;
	bool begun;
	int64_t next;	/* rank, in the walk's order, of the next row to read */
	size_t looked;	/* rows given */
	int64_t total;	/* length of the set */
	bool ended;
};

/* The next rows, at most size; walk->ended says whether they are the last. */
enum status walk_chunk(struct casework *work, struct walk *walk, size_t size, struct ranked **rows,
	size_t *count);

/* The case of a member: "N" or "N/H". */
uint64_t ranked_case(struct str member);
/* The cases of a chunk's members, in one round trip. */
enum status ranked_read_cases(struct casework *work, const struct ranked *rows, size_t count,
	struct case_record **out);

#endif
