#include "web/qr.h"

#include <errno.h>
#include <limits.h>
#include <qrencode.h>

#include "base/buf.h"

/* ISO/IEC 18004 asks for four light modules on every side. */
#define QUIET 4

/* Whether the module is dark: the low bit of its byte, the others say what it is for. */
static bool dark(const QRcode *code, int x, int y)
{
	return (code->data[y * code->width + x] & 1) != 0;
}

/* Each run of dark modules in a row becomes one box of the path. */
static void draw_row(struct buf *svg, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;

		while (x < code->width && dark(code, x, y))
			x++;
		if (x > from)
			buf_printf(svg, "M%d %dh%dv1H%dz", from + QUIET, y + QUIET, x - from, from + QUIET);
	}
}

static void free_code(void *code)
{
	QRcode_free(code);
}

enum status qr_svg(struct arena *arena, struct str text, struct str *svg)
{
	struct buf out = buf_in(arena);
	QRcode *code;
	int side;

	if (text.len > INT_MAX)
		return ERR_TOO_LARGE;
	code = QRcode_encodeData((int)text.len, (const unsigned char *)text.data, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return errno == ERANGE ? ERR_TOO_LARGE : ERR_INTERNAL;
	arena_defer(arena, free_code, code);
	side = code->width + 2 * QUIET;
	buf_printf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		"shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
		side, side, side, side);
	for (int y = 0; y < code->width; y++)
		draw_row(&out, code, y);
	buf_add(&out, S("\"/></svg>"));
	*svg = buf_str(&out);
	return OK;
}
