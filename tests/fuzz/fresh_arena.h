/*
 * fresh_arena: the memory for one input, empty, of at most `limit` bytes.  Its first block is kept from the
 * input before: a new one each time would cost more than most parsers do.
 */
#ifndef TESTS_FUZZ_FRESH_ARENA_H
#define TESTS_FUZZ_FRESH_ARENA_H

#include "base/arena.h"

static inline struct arena *fresh_arena(size_t limit)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_new(limit);
	arena_reset(arena);
	return arena;
}

#endif
