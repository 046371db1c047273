#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/asan.h"

#if HAS_ASAN
#include <sanitizer/asan_interface.h>

#define POISON(address, size) ASAN_POISON_MEMORY_REGION((address), (size))
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION((address), (size))
/* A poisoned gap after each piece, so that the address sanitizer finds an overrun of one byte. */
#define RED_ZONE 16
#else
#define POISON(address, size) ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
#define RED_ZONE 0
#endif

/* Any page fits the first block.  The system backs only the part of it that was ever used. */
#define FIRST_BLOCK ((size_t)256 * 1024)
/* Bytes that one printf usually needs. */
#define SHORT_TEXT 256

/* Memory that is not handed out is zero: fresh blocks are, and a reset wipes what was used. */
struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct undo {
	struct undo *next;
	void (*call)(void *);
	void *object;
};

struct arena {
	struct block *first;
	struct block *last;
	struct undo *undos;
	size_t taken;
	size_t limit;
	uint64_t number;	/* the later made, the greater */
	struct arena *older;	/* of all there are */
	struct arena *newer;
};

/* A call of arena_guarded that has not ended. */
struct guard {
	jmp_buf place;
	struct guard *outer;
	uint64_t made;		/* arenas, when it began */
};

static struct arena *newest;
static uint64_t made;
static struct guard *innermost;
/* Bytes that the exhausted arena would have had to hold, for the log. */
static size_t lacking;

static _Noreturn void die(const char *why)
{
	fprintf(stderr, "<2>arena: %s\n", why);
	abort();
}

void arena_give_up(void)
{
	if (innermost == NULL)
		die("a request or command needed more memory than its limit");
	longjmp(innermost->place, 1);
}

bool arena_guarded(void (*function)(void *context), void *context, size_t *wanted)
{
	struct guard guard = { .outer = innermost, .made = made };

	innermost = &guard;
	if (setjmp(guard.place) == 0) {
		function(context);
		innermost = guard.outer;
		return true;
	}
	/* Nothing of this frame has changed since setjmp. */
	innermost = guard.outer;
	while (newest != NULL && newest->number > guard.made)
		arena_free(newest);
	if (wanted != NULL)
		*wanted = lacking;
	return false;
}

static struct block *block_new(size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (block == NULL)
		return NULL;
	block->size = size;
	POISON(block->bytes, size);
	return block;
}

struct arena *arena_new(size_t limit)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena != NULL)
		arena->first = arena->last = block_new(FIRST_BLOCK);
	if (arena == NULL || arena->first == NULL) {
		free(arena);
		lacking = FIRST_BLOCK;
		arena_give_up();
	}
	arena->limit = limit;
	arena->number = ++made;
	arena->older = newest;
	if (newest != NULL)
		newest->newer = arena;
	newest = arena;
	return arena;
}

static void run_undos(struct arena *arena)
{
	struct undo *undo;

	while ((undo = arena->undos) != NULL) {
		arena->undos = undo->next;
		undo->call(undo->object);
	}
}

static void wipe(struct block *block)
{
	UNPOISON(block->bytes, block->size);
	explicit_bzero(block->bytes, block->used);
	POISON(block->bytes, block->size);
	block->used = 0;
}

void arena_reset(struct arena *arena)
{
	struct block *block = arena->first->next;

	run_undos(arena);
	while (block != NULL) {
		struct block *next = block->next;

		wipe(block);
		UNPOISON(block->bytes, block->size);
		free(block);
		block = next;
	}
	wipe(arena->first);
	arena->first->next = NULL;
	arena->last = arena->first;
	arena->taken = 0;
}

static void leave_list(struct arena *arena)
{
	if (arena->newer != NULL)
		arena->newer->older = arena->older;
	else
		newest = arena->older;
	if (arena->older != NULL)
		arena->older->newer = arena->newer;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	leave_list(arena);
	UNPOISON(arena->first->bytes, arena->first->size);
	free(arena->first);
	free(arena);
}

size_t arena_taken(const struct arena *arena)
{
	return arena->taken;
}

static void *refuse(const struct arena *arena, size_t size)
{
	if (__builtin_add_overflow(arena->taken, size, &lacking))
		lacking = SIZE_MAX;
	return NULL;
}

void *arena_try(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->last;
	size_t need;
	void *piece;

	if (size > arena->limit || arena->taken > arena->limit - size)
		return refuse(arena, size);
	need = (size + RED_ZONE + align - 1) / align * align;
	if (need > block->size - block->used) {
		block = block_new(need > FIRST_BLOCK ? need : FIRST_BLOCK);
		if (block == NULL)
			return refuse(arena, size);
		arena->last->next = block;
		arena->last = block;
	}
	piece = block->bytes + block->used;
	block->used += need;
	arena->taken += size;
	UNPOISON(piece, size);
	return piece;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *piece = arena_try(arena, size);

	if (piece == NULL)
		arena_give_up();
	return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		die("array size overflow");
	return arena_alloc(arena, total);
}

char *arena_cstr(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.data, s.len);
	return copy;
}

struct str arena_str(struct arena *arena, struct str s)
{
	return (struct str){ arena_cstr(arena, s), s.len };
}

struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char brief[SHORT_TEXT];
	struct str text;
	va_list again;
	char *whole;
	int len;

	va_copy(again, args);
	len = vsnprintf(brief, sizeof(brief), format, again);
	va_end(again);
	if (len < 0)
		die("bad format");
	text.len = (size_t)len;
	text.data = whole = arena_alloc(arena, text.len + 1);
	if (text.len < sizeof(brief))
		memcpy(whole, brief, text.len);
	else
		vsnprintf(whole, text.len + 1, format, args);
	explicit_bzero(brief, sizeof(brief));
	return text;
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
	struct str text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

struct str arena_glue(struct arena *arena, const struct str *parts, size_t count)
{
	struct str whole = { 0 };
	size_t len = 0;
	char *to;

	for (size_t i = 0; i < count; i++)
		len += parts[i].len;
	whole.data = to = arena_alloc(arena, len + 1);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > 0)
			memcpy(to + whole.len, parts[i].data, parts[i].len);
		whole.len += parts[i].len;
	}
	return whole;
}

struct str arena_join(struct arena *arena, struct str a, struct str b)
{
	char *both = arena_alloc(arena, a.len + b.len + 1);

	if (a.len > 0)
		memcpy(both, a.data, a.len);
	if (b.len > 0)
		memcpy(both + a.len, b.data, b.len);
	return (struct str){ both, a.len + b.len };
}

void arena_defer(struct arena *arena, void (*call)(void *), void *object)
{
	struct undo *undo = arena_try(arena, sizeof(*undo));

	if (undo == NULL) {
		call(object);
		arena_give_up();
	}
	undo->call = call;
	undo->object = object;
	undo->next = arena->undos;
	arena->undos = undo;
}
