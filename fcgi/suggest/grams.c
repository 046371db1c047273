#include "suggest/grams.h"

#include <stdlib.h>

#include "base/text.h"

#define FNV_START 14695981039346656037U
#define FNV_PRIME 1099511628211U

/* FNV-1a, stirred at the end: the high bits choose the place in tables. */
uint64_t gram_hash(struct str text, unsigned field)
{
	uint64_t hash = (FNV_START ^ field) * FNV_PRIME;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * FNV_PRIME;
	hash ^= hash >> 32;
	hash *= 0xd6e8feb86659fd93U;
	return hash ^ hash >> 32;
}

struct str gram_text(struct arena *arena, struct str text)
{
	return text_fold(arena, text_first(text, GRAM_TEXT_CHARACTERS));
}

/* The bytes of the character at *at of valid UTF-8; moves *at past it. */
static uint32_t next_character(struct str text, size_t *at)
{
	unsigned char first = (unsigned char)text.data[(*at)++];
	uint32_t code = first < 0x80 ? first : first < 0xe0 ? first & 0x1fU : first < 0xf0 ? first & 0xfU :
		first & 0x7U;

	while (*at < text.len && ((unsigned char)text.data[*at] & 0xc0) == 0x80)
		code = code << 6 | ((unsigned char)text.data[(*at)++] & 0x3fU);
	return code;
}

/* Letters and digits of any script: what is neither blank nor punctuation. */
static bool is_word(uint32_t code)
{
	if (code < 0x80)
		return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');
	return code > 0xbf && (code < 0x2000 || code > 0x206f) && (code < 0x3000 || code > 0x303f) &&
	       (code < 0xff00 || code > 0xff0f);
}

static int by_hash(const void *a, const void *b)
{
	uint64_t one = ((const struct gram *)a)->hash;
	uint64_t other = ((const struct gram *)b)->hash;

	return one < other ? -1 : one > other;
}

static size_t merge(struct gram *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && list[kept - 1].hash == list[i].hash) {
			if (list[i].text.data < list[kept - 1].text.data)
				list[kept - 1].text = list[i].text;
			list[kept - 1].count++;
		} else {
			list[kept++] = list[i];
		}
	}
	return kept;
}

#define MOST_CHARACTERS 16

size_t hash_place(const uint64_t *hashes, size_t count, uint64_t hash)
{
	size_t low = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (hashes[low + half] < hash) {
			low += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return low;
}

static bool listed(const struct hash_list *among, uint64_t hash)
{
	size_t at = hash_place(among->hashes, among->count, hash);

	return at < among->count && among->hashes[at] == hash;
}

/* among NULL: all. */
static struct grams cut(struct arena *arena, struct str folded, struct gram_kind kind,
	const struct hash_list *among)
{
	struct gram *list = arena_array(arena, folded.len * (kind.most - kind.least + 1) + 1, sizeof(*list));
	size_t begins[MOST_CHARACTERS];	/* of the last characters of the run, in a ring */
	size_t run = 0;
	size_t count = 0;

	for (size_t at = 0; at < folded.len;) {
		size_t from = at;

		if (!is_word(next_character(folded, &at))) {
			run = 0;
			continue;
		}
		begins[run++ % MOST_CHARACTERS] = from;
		for (size_t n = kind.least; n <= kind.most && n <= run; n++) {
			struct str text = str_sub(folded, begins[(run - n) % MOST_CHARACTERS], at);

			list[count] = (struct gram){ gram_hash(text, kind.field), text, 1 };
			count += among == NULL || listed(among, list[count].hash);
		}
	}
	qsort(list, count, sizeof(*list), by_hash);
	return (struct grams){ list, merge(list, count) };
}

struct grams grams_of(struct arena *arena, struct str folded, struct gram_kind kind)
{
	return cut(arena, folded, kind, NULL);
}

struct grams grams_among(struct arena *arena, struct str folded, struct gram_kind kind,
	struct hash_list among)
{
	return cut(arena, folded, kind, &among);
}

const struct gram *grams_find(const struct grams *grams, uint64_t hash)
{
	return bsearch(&(struct gram){ .hash = hash }, grams->list, grams->count, sizeof(struct gram),
		by_hash);
}
