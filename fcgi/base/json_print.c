#include "base/json_print.h"

#include <stdio.h>

#include "base/buf.h"

/*
 * The bytes that end a run of plain text: those RFC 8259 section 7 wants escaped, '/' and '<' (which could
 * end or reopen a script element), and 0xE2, with which U+2028 and U+2029 begin.
 */
static const bool special[256] = {
	[0x00 ... 0x1f] = true, ['"'] = true, ['\\'] = true, ['/'] = true, ['<'] = true, [0xe2] = true,
};

/* Whether U+2028 or U+2029, which end a line in old JavaScript, begins at p. */
static bool is_js_line_end(const char *p, const char *end)
{
	return end - p >= 3 && (unsigned char)p[1] == 0x80 && ((unsigned char)p[2] | 1) == 0xa9;
}

/* Writes the escape of the character at p; returns how many bytes of text it stood for. */
static size_t print_escape(struct buf *buf, const char *p, const char *end)
{
	static const char letters[256] = {
		['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['\b'] = 'b',
		['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
	};
	unsigned char c = (unsigned char)*p;

	if (c == 0xe2) {
		if (is_js_line_end(p, end)) {
			buf_add(buf, (unsigned char)p[2] == 0xa8 ? S("\\u2028") : S("\\u2029"));
			return 3;
		}
		buf_byte(buf, *p);
	} else if (letters[c] != '\0') {
		buf_add(buf, (struct str){ (char[]){ '\\', letters[c] }, 2 });
	} else {
		buf_printf(buf, "\\u%04x", c);
	}
	return 1;
}

static void print_string(struct buf *buf, struct str s)
{
	const char *p = s.len > 0 ? s.data : "";
	const char *end = p + s.len;

	buf_byte(buf, '"');
	while (p < end) {
		const char *plain = p;

		while (p < end && !special[(unsigned char)*p])
			p++;
		buf_add(buf, (struct str){ plain, (size_t)(p - plain) });
		if (p < end)
			p += print_escape(buf, p, end);
	}
	buf_byte(buf, '"');
}

static void print_integer(struct buf *buf, int64_t integer)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lld", (long long)integer);

	buf_add(buf, (struct str){ text, (size_t)len });
}

static void print(struct buf *buf, const struct value *value)
{
	bool map = value->type == VALUE_MAP;

	switch (value->type) {
	case VALUE_NULL:
		buf_add(buf, S("null"));
		break;
	case VALUE_BOOL:
		buf_add(buf, value->boolean ? S("true") : S("false"));
		break;
	case VALUE_INT:
		print_integer(buf, value->integer);
		break;
	case VALUE_STR:
		print_string(buf, value->str);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		buf_byte(buf, map ? '{' : '[');
		for (const struct member *m = value->first; m != NULL; m = m->next) {
			if (m != value->first)
				buf_byte(buf, ',');
			if (map) {
				print_string(buf, m->key);
				buf_byte(buf, ':');
			}
			print(buf, &m->value);
		}
		buf_byte(buf, map ? '}' : ']');
		break;
	}
}

struct str json_print(struct arena *arena, const struct value *value)
{
	struct buf buf = buf_in(arena);

	print(&buf, value);
	return buf_str(&buf);
}
