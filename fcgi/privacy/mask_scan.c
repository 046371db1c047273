#include "privacy/mask_scan.h"

#define REPLACEMENT 0xfffd

/* One code point and its length; a byte that begins none stands for itself, as U+FFFD. */
/* Bytes of a character at most. */
#define UTF8_MOST 4

static size_t decode(struct str s, size_t at, uint32_t *c)
{
	unsigned char lead = (unsigned char)s.data[at];
	size_t len = lead < 0x80 ? 1 :
		lead < 0xc0	 ? 0 :
		lead < 0xe0	 ? 2 :
		lead < 0xf0	 ? 3 :
		lead < 0xf8	 ? 4 :
				   0;
	uint32_t value = len == 1 ? lead : lead & (0x7fu >> len);

	if (len == 0 || at + len > s.len) {
		*c = REPLACEMENT;
		return 1;
	}
	for (size_t i = 1; i < len; i++) {
		unsigned char next = (unsigned char)s.data[at + i];

		if ((next & 0xc0) != 0x80) {
			*c = REPLACEMENT;
			return 1;
		}
		value = value << 6 | (next & 0x3f);
	}
	*c = value;
	return len;
}

static bool zero_width(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff;
}

static uint32_t fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 'A';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == '\t' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a))
		return ' ';
	return c;
}

struct scan scan_text(struct arena *arena, struct str text)
{
	struct scan scan = { .text = text, .points = arena_array(arena, text.len + 1, sizeof(*scan.points)) };
	size_t at = 0;

	while (at < text.len) {
		uint32_t c;
		size_t len = decode(text, at, &c);

		if (!zero_width(c))
			scan.points[scan.count++] = (struct point){ .c = fold(c), .from = at };
		at += len;
	}
	scan.points[scan.count].from = text.len;
	return scan;
}

uint32_t scan_at(const struct scan *scan, size_t i)
{
	return i < scan->count ? scan->points[i].c : 0;
}

bool scan_digit(const struct scan *scan, size_t i)
{
	uint32_t c = scan_at(scan, i);

	return c >= '0' && c <= '9';
}

bool scan_alnum(const struct scan *scan, size_t i)
{
	uint32_t c = scan_at(scan, i);

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

size_t scan_word(const struct scan *scan, size_t i, const char *word)
{
	size_t from = i;

	/* Nearly all words fail at their first character, so their length is not asked for. */
	while (*word != '\0') {
		uint32_t c;

		word += decode((struct str){ word, UTF8_MOST }, 0, &c);
		if (scan_at(scan, i++) != c)
			return 0;
	}
	return i - from;
}

size_t scan_word_before(const struct scan *scan, size_t i, const char *word)
{
	size_t len = 0;

	for (const char *c = word; *c != '\0'; c++)
		len += ((unsigned char)*c & 0xc0) != 0x80;
	return len <= i ? scan_word(scan, i - len, word) : 0;
}

size_t scan_any(const struct scan *scan, size_t i, const char *const *words)
{
	size_t len = 0;

	for (; *words != NULL && len == 0; words++)
		len = scan_word(scan, i, *words);
	return len;
}

size_t scan_any_before(const struct scan *scan, size_t i, const char *const *words)
{
	size_t len = 0;

	for (; *words != NULL && len == 0; words++)
		len = scan_word_before(scan, i, *words);
	return len;
}

void scan_star(struct scan *scan, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (scan_alnum(scan, i))
			scan->points[i].star = true;
}

void scan_unstar(struct scan *scan, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		scan->points[i].star = false;
}
