#include "search/pinyin.h"

#include <stdlib.h>

#include "base/text.h"

#define LONGEST 6	/* letters of a syllable */
#define TYPED 48	/* characters that are looked at */

static const struct reading {
	uint16_t letter;
	char syllable[LONGEST + 1];
	uint8_t tone;	/* 0: none */
} readings[] = {
#include "search/pinyin.inc"
};

#define READINGS (sizeof(readings) / sizeof(readings[0]))

/* Of all readings, in order; the same ones several times. */
static char (*syllables)[LONGEST + 1];

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool is_syllable(const char *letters, size_t len)
{
	char wanted[LONGEST + 1] = { 0 };

	if (syllables == NULL) {
		syllables = calloc(READINGS, sizeof(*syllables));
		if (syllables == NULL)
			abort();
		for (size_t i = 0; i < READINGS; i++)
			memcpy(syllables[i], readings[i].syllable, sizeof(*syllables));
		qsort(syllables, READINGS, sizeof(*syllables), compare);
	}
	memcpy(wanted, letters, len);
	return bsearch(wanted, syllables, READINGS, sizeof(*syllables), compare) != NULL;
}

/* What was typed: letters a to z, figures, and a blank where a syllable must end. */
struct typed {
	char at[TYPED + 1];
	uint8_t tones[TYPED + 1];	/* of a letter with a mark */
	size_t count;
	bool ends[TYPED + 2];	/* the rest from here is syllables */
	size_t lengths[TYPED + 1];	/* of the first of them */
};

static bool add_point(struct typed *typed, int32_t point)
{
	static const struct {
		int32_t points[5];	/* with the tones 1 to 4, and without */
		char letter;
	} marked[] = { { { 0x101, 0xe1, 0x1ce, 0xe0, 'a' }, 'a' }, { { 0x113, 0xe9, 0x11b, 0xe8, 'e' }, 'e' },
		{ { 0x12b, 0xed, 0x1d0, 0xec, 'i' }, 'i' }, { { 0x14d, 0xf3, 0x1d2, 0xf2, 'o' }, 'o' },
		{ { 0x16b, 0xfa, 0x1d4, 0xf9, 'u' }, 'u' }, { { 0x1d6, 0x1d8, 0x1da, 0x1dc, 0xfc }, 'v' } };

	if (typed->count == TYPED)
		return false;
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++)
		for (uint8_t tone = 0; tone < 5; tone++)
			if (point == marked[i].points[tone]) {
				typed->tones[typed->count] = (uint8_t)((tone + 1) % 5);
				typed->at[typed->count++] = marked[i].letter;
				return true;
			}
	if (point >= 'A' && point <= 'Z')
		point += 'a' - 'A';
	if (point == ' ' || point == '\'' || point == 0x2019 || point == 0x3000)
		point = ' ';
	else if (!(point >= 'a' && point <= 'z') && !(point >= '1' && point <= '5'))
		return false;
	typed->at[typed->count++] = (char)point;
	return true;
}

static size_t figure_at(const struct typed *typed, size_t at)
{
	return at < typed->count && typed->at[at] >= '1' && typed->at[at] <= '5';
}

/* From behind, which parts can be cut into syllables; of two ways the one whose first is longer. */
static bool cut(struct typed *typed)
{
	typed->ends[typed->count] = true;
	for (size_t at = typed->count; at-- > 0;) {
		if (typed->at[at] == ' ')
			typed->ends[at] = typed->ends[at + 1];
		for (size_t len = 1; len <= LONGEST && at + len <= typed->count; len++) {
			char last = typed->at[at + len - 1];

			if (last < 'a' || last > 'z')
				break;
			if (!is_syllable(typed->at + at, len) ||
				!typed->ends[at + len + figure_at(typed, at + len)])
				continue;
			typed->ends[at] = true;
			typed->lengths[at] = len;
		}
	}
	return typed->ends[0];
}

static void add_letter(struct pinyin_letters *out, uint16_t letter)
{
	if (out->count < PINYIN_LETTERS && (out->count == 0 || out->at[out->count - 1] != letter))
		out->at[out->count++] = letter;
}

/* tone 0: any. */
static void sounding(const char *syllable, size_t len, uint8_t tone, struct pinyin_letters *out)
{
	out->count = 0;
	for (size_t i = 0; i < READINGS; i++)
		if (strncmp(readings[i].syllable, syllable, len) == 0 && readings[i].syllable[len] == '\0' &&
			(tone == 0 || readings[i].tone == 0 || readings[i].tone == tone))
			add_letter(out, readings[i].letter);
}

size_t pinyin_read(struct str text, struct pinyin_letters *out)
{
	struct typed typed = { .count = 0 };
	size_t count = 0;

	for (size_t at = 0; at < text.len;)
		if (!add_point(&typed, text_point(text, &at)))
			return 0;
	if (!cut(&typed))
		return 0;
	for (size_t at = 0; at < typed.count;) {
		size_t len = typed.lengths[at];
		uint8_t tone = 0;

		if (typed.at[at] == ' ') {
			at++;
			continue;
		}
		if (count == PINYIN_SYLLABLES)
			return 0;
		for (size_t i = at; i < at + len; i++)
			tone = typed.tones[i] != 0 ? typed.tones[i] : tone;
		if (figure_at(&typed, at + len))
			tone = (uint8_t)((typed.at[at + len] - '0') % 5);
		sounding(typed.at + at, len, tone, &out[count++]);
		at += len + figure_at(&typed, at + len);
	}
	return count;
}

static bool sound_alike(const struct reading *readings_of, size_t count, const struct reading *other)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(readings_of[i].syllable, other->syllable) == 0)
			return true;
	return false;
}

void pinyin_alike(uint16_t letter, struct pinyin_letters *out)
{
	size_t first = 0;
	size_t own = 0;

	out->count = 0;
	while (first < READINGS && readings[first].letter != letter)
		first++;
	while (first + own < READINGS && readings[first + own].letter == letter)
		own++;
	for (size_t i = 0; i < READINGS && own > 0; i++)
		if (sound_alike(readings + first, own, &readings[i]))
			add_letter(out, readings[i].letter);
}
