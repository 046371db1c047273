#include "base/text.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buf.h"

/*
 * How many combining marks may follow one another, as in UAX #15's stream-safe text.  utf8proc sorts
 * a run of marks in quadratic time, and no language writes so many.
 */
#define MARKS_MAX 30

struct range {
	int32_t first;
	int32_t last;
};

int32_t text_point(struct str s, size_t *at)
{
	utf8proc_int32_t point = -1;
	utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)s.data + *at,
						(utf8proc_ssize_t)(s.len - *at), &point);

	*at += len > 0 ? (size_t)len : 1;
	return len > 0 ? point : -1;
}

static bool in_ranges(int32_t point, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

#define IN_RANGES(point, ranges) in_ranges((point), (ranges), sizeof(ranges) / sizeof((ranges)[0]))

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* A character of U+1000 to U+CFFF at at: three bytes of which any two that continue will do. */
static bool is_common_chinese(struct str s, size_t at)
{
	unsigned char lead = (unsigned char)s.data[at];

	return lead >= 0xe1 && lead <= 0xec && s.len - at >= 3 && is_continuation(s.data[at + 1]) &&
	       is_continuation(s.data[at + 2]);
}

bool text_valid(struct str s)
{
	size_t at = 0;

	/* ASCII and most Chinese characters are recognised by their bytes; the rest is decoded. */
	while (at < s.len)
		if ((unsigned char)s.data[at] < 0x80)
			at++;
		else if (is_common_chinese(s, at))
			at += 3;
		else if (text_point(s, &at) < 0)
			return false;
	return true;
}

bool text_plain(struct str s, bool lines)
{
	static const struct range refused[] = {
		{ 0x00, 0x08 },	    { 0x0b, 0x0c },	{ 0x0e, 0x1f },	    { 0x7f, 0x9f },
		{ 0x202a, 0x202e }, { 0x2066, 0x2069 }, { 0xfffe, 0xffff },
	};
	size_t at = 0;

	while (at < s.len) {
		int32_t point = text_point(s, &at);

		if ((point == '\r' && !lines) || IN_RANGES(point, refused))
			return false;
	}
	return true;
}

size_t text_length(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += !is_continuation(s.data[i]);
	return count;
}

struct str text_first(struct str s, size_t n)
{
	size_t at = 0;

	while (n-- > 0 && at < s.len)
		do
			at++;
		while (at < s.len && is_continuation(s.data[at]));
	return str_sub(s, 0, at);
}

/* s without the marks of a run beyond MARKS_MAX. */
static struct str without_mark_floods(struct arena *arena, struct str s)
{
	struct buf out = buf_in(arena);
	size_t run = 0;
	size_t at = 0;

	while (at < s.len) {
		size_t from = at;
		int32_t point = text_point(s, &at);

		run = point >= 0x300 && utf8proc_get_property(point)->combining_class != 0 ? run + 1 : 0;
		if (run <= MARKS_MAX)
			buf_add(&out, str_sub(s, from, at));
	}
	return buf_str(&out);
}

/* s in the normal form that options name; s itself where it isn't UTF-8. */
static struct str normalise(struct arena *arena, struct str s, utf8proc_option_t options)
{
	struct str calm = without_mark_floods(arena, s);
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t len;
	struct str out;

	if (calm.len == 0)
		return calm;
	len = utf8proc_map((const utf8proc_uint8_t *)calm.data, (utf8proc_ssize_t)calm.len, &mapped, options);
	if (len == UTF8PROC_ERROR_NOMEM)
		arena_give_up();
	if (len < 0)
		return calm;
	out = arena_str(arena, (struct str){ (const char *)mapped, (size_t)len });
	free(mapped);
	return out;
}

/* Characters that show nothing and take no room; inside a word they may join or part letters. */
static bool is_zero_width(int32_t point)
{
	static const struct range ranges[] = {
		{ 0x00ad, 0x00ad }, { 0x180e, 0x180e }, { 0x200b, 0x200f },
		{ 0x2060, 0x2064 }, { 0xfeff, 0xfeff },
	};

	return IN_RANGES(point, ranges);
}

/* Characters that look like a space: those of Unicode's class Zs, tab, and letters drawn empty. */
static bool is_space(int32_t point)
{
	static const struct range ranges[] = {
		{ '\t', '\t' },	    { ' ', ' ' },	{ 0x00a0, 0x00a0 }, { 0x115f, 0x1160 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
		{ 0x2800, 0x2800 }, { 0x3000, 0x3000 }, { 0x3164, 0x3164 }, { 0xffa0, 0xffa0 },
	};

	return IN_RANGES(point, ranges);
}

static bool is_line_end(int32_t point)
{
	return point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029;
}

/* What stands between the last character written and the next: written only when there is a next. */
struct gap {
	size_t line_ends;
	bool space;		/* something that looks like a space since the last line end */
	struct str blanks;	/* all blanks since the last line end, as they came */
};

static void write_gap(struct buf *out, const struct gap *gap, bool lines)
{
	if (out->len == 0)
		return;
	if (!lines && (gap->line_ends > 0 || gap->space)) {
		buf_byte(out, ' ');
		return;
	}
	for (size_t i = 0; i < gap->line_ends && i < 2; i++)
		buf_byte(out, '\n');
	buf_add(out, gap->blanks);
}

struct str text_tidy(struct arena *arena, struct str s, bool lines)
{
	struct str in = normalise(arena, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	struct buf out = buf_in(arena);
	struct gap gap = { 0 };
	size_t at = 0;

	while (at < in.len) {
		size_t from = at;
		int32_t point = text_point(in, &at);

		if (is_line_end(point)) {
			if (point == '\r' && at < in.len && in.data[at] == '\n')
				at++;
			gap = (struct gap){ .line_ends = gap.line_ends + 1 };
		} else if (is_space(point) || is_zero_width(point)) {
			gap.space = gap.space || is_space(point);
			if (gap.blanks.len == 0)
				gap.blanks.data = in.data + from;
			gap.blanks.len += at - from;
		} else {
			write_gap(&out, &gap, lines);
			buf_add(&out, str_sub(in, from, at));
			gap = (struct gap){ 0 };
		}
	}
	return buf_str(&out);
}

struct str text_fold(struct arena *arena, struct str s)
{
	return normalise(arena, s,
			 UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
				 UTF8PROC_IGNORE);
}

struct str text_number(struct arena *arena, struct str s)
{
	static const char *const dashes[] = { "-", " ", "(", ")", "‐", "‑", "–", "—", "−", "ー" };
	struct str folded = text_fold(arena, s);
	struct buf out = buf_in(arena);

	while (folded.len > 0) {
		struct str point = text_first(folded, 1);
		bool skip = false;

		for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]); i++)
			skip = skip || str_eq(point, str_of(dashes[i]));
		if (!skip)
			buf_add(&out, point);
		folded = str_sub(folded, point.len, folded.len);
	}
	return buf_str(&out);
}
