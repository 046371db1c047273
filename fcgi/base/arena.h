/*
 * arena: memory for everything that dies together, one per request.  Owns its blocks; nothing taken from it
 * is freed singly.  An arena that is exhausted - at its limit, or the system has no memory - ends what
 * arena_guarded called, so callers need not check; without that it ends the process with a message.  Reset
 * wipes the bytes, since they held tokens.  Not for threads.  Depends on: base/str.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/str.h"

struct arena;

/* A new arena that may hand out at most limit bytes between resets.  The caller frees it. */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *arena);

/* Runs the deferred clean-ups, newest first, wipes everything and keeps the first block for reuse. */
void arena_reset(struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_taken(const struct arena *arena);

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* count × size zeroed bytes; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/*
 * Calls function(context).  False when an arena was exhausted in it: the function was left at that point,
 * and the arenas made in it are freed; *wanted (may be NULL) gets the bytes that the arena would have had
 * to hold.  What the function must undo then it defers (arena_defer).  No frame of C++ or of a library may
 * lie between: code that they call takes memory by arena_try and passes the failure on.  May be nested.
 */
bool arena_guarded(void (*function)(void *context), void *context, size_t *wanted);

/*
 * The same as arena_alloc, but NULL from an exhausted arena; whoever called into the library then calls
 * arena_give_up.
 */
void *arena_try(struct arena *arena, size_t size);
void arena_give_up(void) __attribute__((noreturn));

/* A copy of s, followed by a NUL that is not counted. */
struct str arena_str(struct arena *arena, struct str s);

/* The same as a C string. */
char *arena_cstr(struct arena *arena, struct str s);

/* Formats as printf does; a NUL follows, not counted. */
struct str arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * The parts one after the other and a NUL, not counted; for words that are put together often: printf costs
 * several times as much.
 */
struct str arena_glue(struct arena *arena, const struct str *parts, size_t count);
#define ARENA_GLUE(arena, ...) \
	arena_glue((arena), (const struct str[]){ __VA_ARGS__ }, \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* a and b joined; a NUL follows, not counted. */
struct str arena_join(struct arena *arena, struct str a, struct str b);

/*
 * Calls undo(object) at the next reset or free, also when arena_guarded ends: how a foreign object joins
 * the arena.
 */
void arena_defer(struct arena *arena, void (*undo)(void *), void *object);

#endif
