#include "base/buf.h"

#include <stdio.h>

static void make_room(struct buf *buf, size_t more)
{
	size_t room = buf->room ? buf->room : 256;
	char *data;

	if (more <= buf->room - buf->len)
		return;
	while (room - buf->len < more)
		room *= 2;
	data = arena_alloc(buf->arena, room);
	if (buf->len > 0)
		memcpy(data, buf->data, buf->len);
	buf->data = data;
	buf->room = room;
}

void buf_add(struct buf *buf, struct str s)
{
	if (s.len == 0)
		return;
	make_room(buf, s.len);
	memcpy(buf->data + buf->len, s.data, s.len);
	buf->len += s.len;
}

void buf_byte(struct buf *buf, char c)
{
	buf_add(buf, (struct str){ &c, 1 });
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_add(buf, arena_vprintf(buf->arena, format, args));
	va_end(args);
}
