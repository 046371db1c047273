#include "search/fold.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "search/simplified.h"

#define POINTS 0x10000
/* In the table: the code point is left out; it becomes several letters, which text_fold tells. */
#define NOTHING 0
#define SEVERAL 0xffff
#define TABLE_BYTES 4096

static uint16_t table[POINTS];
static uint32_t signature;

static struct str encode(char out[4], uint32_t point)
{
	size_t len = 0;

	if (point < 0x80) {
		out[len++] = (char)point;
	} else if (point < 0x800) {
		out[len++] = (char)(0xc0 | point >> 6);
		out[len++] = (char)(0x80 | (point & 0x3f));
	} else {
		out[len++] = (char)(0xe0 | point >> 12);
		out[len++] = (char)(0x80 | (point >> 6 & 0x3f));
		out[len++] = (char)(0x80 | (point & 0x3f));
	}
	return (struct str){ out, len };
}

static bool is_blank(uint32_t point)
{
	return point <= ' ' || (point >= 0x7f && point <= 0xa0) || point == 0x1680 ||
		(point >= 0x2000 && point <= 0x200f) || (point >= 0x2028 && point <= 0x202f) ||
		(point >= 0x205f && point <= 0x206f) || point == 0x2800 || point == 0x3000 || point == 0xfeff;
}

static uint16_t entry_of(struct arena *arena, uint32_t point)
{
	char bytes[4];
	struct str folded;
	size_t at = 0;
	int32_t first;

	if (is_blank(point) || (point >= 0xd800 && point <= 0xdfff) || point >= 0xfffe)
		return NOTHING;
	folded = text_fold(arena, encode(bytes, point));
	if (folded.len == 0)
		return NOTHING;
	first = text_point(folded, &at);
	return at == folded.len && first > 0 && first < POINTS ? (uint16_t)first : SEVERAL;
}

static void fill_table(void)
{
	uint16_t *forms = calloc(POINTS, sizeof(*forms));
	struct arena *arena = arena_new(TABLE_BYTES);

	if (forms == NULL)
		abort();
	if (!simplified_load(forms, POINTS))
		log_warn("search: without OpenCC's data (libopencc-data) traditional characters stay as they are");
	signature = 2166136261u;
	for (uint32_t point = 0; point < POINTS; point++) {
		uint16_t entry = entry_of(arena, point);

		arena_reset(arena);
		if (entry != SEVERAL && forms[entry] != 0)
			entry = forms[entry];
		table[point] = entry;
		signature = (signature ^ entry) * 16777619u;
	}
	arena_free(arena);
	free(forms);
}

uint32_t fold_signature(void)
{
	if (signature == 0)
		fill_table();
	return signature;
}

/* Room to begin with: most texts are Chinese, which has a letter for three bytes of UTF-8. */
#define CHINESE_BYTES 3
#define LEAST_ROOM 16

/* What is being written. */
struct folding {
	struct arena *arena;
	uint16_t *at;
	uint32_t *from;
	size_t count;
	size_t room;
};

static void add_letter(struct folding *out, uint32_t letter, size_t from)
{
	if (out->count == out->room) {
		size_t room = out->room * 2;
		uint16_t *at = arena_array(out->arena, room, sizeof(*at));
		uint32_t *places = NULL;

		memcpy(at, out->at, out->count * sizeof(*at));
		if (out->from != NULL) {
			places = arena_array(out->arena, room, sizeof(*places));
			memcpy(places, out->from, out->count * sizeof(*places));
		}
		out->at = at;
		out->from = places;
		out->room = room;
	}
	out->at[out->count] = (uint16_t)letter;
	if (out->from != NULL)
		out->from[out->count] = (uint32_t)from;
	out->count++;
}

/* Code points beyond the table, and those that become several letters. */
static void add_slowly(struct folding *out, struct str point, size_t from)
{
	struct str folded = text_fold(out->arena, point);
	size_t at = 0;

	while (at < folded.len) {
		int32_t one = text_point(folded, &at);

		if (one >= POINTS) {
			add_letter(out, 0xd800u + ((uint32_t)(one - POINTS) >> 10), from);
			add_letter(out, 0xdc00u + ((uint32_t)(one - POINTS) & 0x3ff), from);
		} else if (one > 0 && table[one] != NOTHING) {
			add_letter(out, table[one] != SEVERAL ? table[one] : (uint32_t)one, from);
		}
	}
}

struct letters fold_letters(struct arena *arena, struct str text, bool places)
{
	struct folding out = { .arena = arena, .room = text.len / CHINESE_BYTES + LEAST_ROOM };
	size_t at = 0;

	fold_signature();
	out.at = arena_array(arena, out.room, sizeof(*out.at));
	if (places)
		out.from = arena_array(arena, out.room, sizeof(*out.from));
	while (at < text.len) {
		size_t from = at;
		int32_t point = text_point(text, &at);

		if (point < 0)
			continue;
		if (point >= POINTS || table[point] == SEVERAL)
			add_slowly(&out, str_sub(text, from, at), from);
		else if (table[point] != NOTHING)
			add_letter(&out, table[point], from);
	}
	return (struct letters){ out.at, out.count, out.from };
}

/* The first two letters at a place, at once. */
static uint32_t pair_at(const uint16_t *letters)
{
	uint32_t pair;

	memcpy(&pair, letters, sizeof(pair));
	return pair;
}

size_t fold_find(struct letters letters, struct letters needle, size_t from)
{
	if (needle.count >= 2) {
		uint32_t first = pair_at(needle.at);

		for (size_t i = from; i + needle.count <= letters.count; i++)
			if (pair_at(letters.at + i) == first &&
				memcmp(letters.at + i, needle.at, needle.count * sizeof(*needle.at)) == 0)
				return i;
		return letters.count;
	}
	for (size_t i = from; i + needle.count <= letters.count; i++)
		if (letters.at[i] == needle.at[0])
			return i;
	return letters.count;
}
