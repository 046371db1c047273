/*
 * buf: text that grows in an arena.  Owns nothing beyond the arena's memory; fails only when the arena is
 * exhausted (arena_guarded).  Depends on: base/arena.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	struct arena *arena;
	char *data;
	size_t len;
	size_t room;
};

static inline struct buf buf_in(struct arena *arena)
{
	return (struct buf){ .arena = arena };
}

void buf_add(struct buf *buf, struct str s);
void buf_byte(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What has been added; valid until the next addition. */
static inline struct str buf_str(const struct buf *buf)
{
	return (struct str){ buf->data, buf->len };
}

#endif
