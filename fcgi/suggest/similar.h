/*
 * similar: which earlier posts are about the same matter.  A block is an index of some posts as a file:
 * their numbers, and for each run of three characters the posts that have it in the title or anywhere.  Two
 * posts are the more alike, the more rare runs of each one's title stand anywhere in the other.  Several
 * blocks are asked as one.  A block that is truncated, altered or of another version is refused.  It holds
 * no texts.  Depends on: suggest/grams.
 */
#ifndef SUGGEST_SIMILAR_H
#define SUGGEST_SIMILAR_H

#include "base/status.h"
#include "suggest/grams.h"

#define BLOCK_VERSION 1
#define BLOCK_POSTS 4096
#define BLOCKS_MOST 1024
/* What is read of a body: matters are named early. */
#define SIMILAR_CHARACTERS 600

struct indexed_post {
	uint64_t number;
	struct str title;
	struct str body;
};

/* The block's file; count is at most BLOCK_POSTS. */
struct str block_print(struct arena *arena, const struct indexed_post *posts, size_t count);

struct block {
	size_t posts;
	const uint64_t *numbers;
	const uint32_t *starts;		/* of each high part of a hash, in the grams */
	const uint32_t *grams;		/* hashes, sorted */
	const uint32_t *places;		/* where each gram's postings begin; one more than grams */
	const uint16_t *postings;
};

/*
 * Reads bytes, which must be aligned to 8 and live as long as *out.  ERR_INVALID: *problem (static) says in
 * English why.
 */
enum status block_read(struct str bytes, struct block *out, const char **problem);

struct likeness {
	uint64_t number;
	double degree;		/* 1: as one rare run of three characters that both have */
	double share;		/* of what the asked title says, in rare runs */
};

/*
 * Suggestions speak when one post is that like, or somewhat and has most of the asked title, which may be
 * short; or when so many are somewhat alike: what several have raised.
 */
#define ALIKE_ONE 7.0
#define ALIKE_MOSTLY 4.0
#define ALIKE_SHARE 0.65
#define ALIKE_SEVERAL 2.6
#define ALIKE_COUNT 3
bool similar_speaks(const struct likeness *list, size_t count);

/*
 * The posts most like this one, most alike first; returns how many, at most `most`.  The post numbered
 * except (0: none) is passed over, and what is less alike than ALIKE_LEAST.
 */
#define ALIKE_LEAST 1.0
#define ALIKE_MOST 64
struct similar_query {
	const struct block *blocks;
	size_t block_count;
	struct str title;
	struct str body;
	uint64_t except;
};
size_t similar_find(struct arena *arena, const struct similar_query *query, struct likeness *list,
	size_t most);

#endif
