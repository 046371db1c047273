#include "base/json.h"

#include <jansson.h>
#include <stdio.h>

#include "base/buf.h"

/* How deep lists and maps may nest; nothing of ours needs more than six levels. */
#define DEPTH_MAX 32

/* How one text is read. */
struct reading {
	struct arena *arena;
	bool foreign;	/* numbers that aren't integers become null */
};

static bool convert(const struct reading *reading, json_t *from, int depth, struct value *out);

/* Adds a member at the end of a list or map. */
static struct value *append(struct value *parent, struct str key)
{
	static const struct value null = { .type = VALUE_NULL };

	if (parent->type == VALUE_MAP) {
		map_value(parent, "", &null);
		parent->last->key = key;
	} else {
		list_value(parent, &null);
	}
	return &parent->last->value;
}

static struct str copy(struct arena *arena, const char *text, size_t len)
{
	return arena_str(arena, (struct str){ text, len });
}

static bool convert_object(const struct reading *reading, json_t *from, int depth, struct value *out)
{
	for (void *at = json_object_iter(from); at != NULL; at = json_object_iter_next(from, at)) {
		struct str key = copy(reading->arena, json_object_iter_key(at), json_object_iter_key_len(at));

		if (!convert(reading, json_object_iter_value(at), depth + 1, append(out, key)))
			return false;
	}
	return true;
}

static bool convert_array(const struct reading *reading, json_t *from, int depth, struct value *out)
{
	for (size_t i = 0; i < json_array_size(from); i++)
		if (!convert(reading, json_array_get(from, i), depth + 1, append(out, (struct str){ 0 })))
			return false;
	return true;
}

static bool convert(const struct reading *reading, json_t *from, int depth, struct value *out)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		*out = *value_map(reading->arena);
		return depth < DEPTH_MAX && convert_object(reading, from, depth, out);
	case JSON_ARRAY:
		*out = *value_list(reading->arena);
		return depth < DEPTH_MAX && convert_array(reading, from, depth, out);
	case JSON_STRING:
		out->type = VALUE_STR;
		out->str = copy(reading->arena, json_string_value(from), json_string_length(from));
		return true;
	case JSON_INTEGER:
		out->type = VALUE_INT;
		out->integer = json_integer_value(from);
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		out->type = VALUE_BOOL;
		out->boolean = json_is_true(from);
		return true;
	case JSON_NULL:
		out->type = VALUE_NULL;
		return true;
	case JSON_REAL:
		out->type = VALUE_NULL;
		return reading->foreign;
	}
	return false;
}

static enum status parse(const struct reading *reading, struct str text, struct value **out)
{
	struct value *tree = ARENA_NEW(reading->arena, struct value);
	json_t *root;
	bool whole;

	if (text.len == 0)
		return ERR_MALFORMED;
	root = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (root == NULL)
		return ERR_MALFORMED;
	whole = convert(reading, root, 0, tree);
	json_decref(root);
	if (!whole)
		return ERR_MALFORMED;
	*out = tree;
	return OK;
}

enum status json_parse(struct arena *arena, struct str text, struct value **out)
{
	return parse(&(struct reading){ .arena = arena }, text, out);
}

enum status json_parse_foreign(struct arena *arena, struct str text, struct value **out)
{
	return parse(&(struct reading){ .arena = arena, .foreign = true }, text, out);
}

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
