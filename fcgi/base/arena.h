/*
 * arena: memory for everything that dies together, one per request.  Owns its blocks; nothing taken
 * from it is freed singly.  Running out of memory, or past the arena's limit, ends the process with a
 * message (the master starts a fresh worker), so callers need not check.  Reset wipes the bytes, since
 * they held tokens.  Depends on: base/str.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/str.h"

struct arena;

/* A new arena that may hand out at most limit bytes between resets.  The caller frees it. */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *arena);

/* Runs the deferred clean-ups, newest first, wipes everything and keeps the first block for reuse. */
void arena_reset(struct arena *arena);

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* count × size zeroed bytes; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/* A copy of s, followed by a NUL that is not counted. */
struct str arena_str(struct arena *arena, struct str s);

/* The same as a C string. */
char *arena_cstr(struct arena *arena, struct str s);

/* Formats as printf does; a NUL follows, not counted. */
struct str arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* The parts one after the other, for words that are put together often: printf costs several times as much. */
struct str arena_glue(struct arena *arena, const struct str *parts, size_t count);
#define ARENA_GLUE(arena, ...) \
	arena_glue((arena), (const struct str[]){ __VA_ARGS__ }, sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* a and b joined. */
struct str arena_join(struct arena *arena, struct str a, struct str b);

/* Calls undo(object) at the next reset or free: how a foreign object joins the arena. */
void arena_defer(struct arena *arena, void (*undo)(void *), void *object);

#endif
