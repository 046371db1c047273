#include "search/meant.h"

#include "base/buf.h"
#include "base/text.h"
#include "disk/mapped_read.h"
#include "search/pinyin.h"

/* Beginnings of a word that are followed, and words that are asked for. */
#define BEAM 16
#define ASKED 6

/* A beginning of a word: the places of its letters among those of their sounds. */
struct path {
	uint16_t letters[PINYIN_SYLLABLES];
	size_t last;	/* among those of its sound */
	uint32_t weight;	/* of its rarest pair, the documents that have it */
};

struct beam {
	struct path paths[BEAM];
	size_t count;
};

static void keep(struct beam *beam, const struct path *path)
{
	size_t at;

	if (path->weight == 0 || (beam->count == BEAM && path->weight <= beam->paths[BEAM - 1].weight))
		return;
	at = beam->count < BEAM ? beam->count++ : BEAM - 1;
	for (; at > 0 && beam->paths[at - 1].weight < path->weight; at--)
		beam->paths[at] = beam->paths[at - 1];
	beam->paths[at] = *path;
}

/* How many documents have each of these letters behind that one: adds to counts. */
static void count_pairs(const struct segment *segment, uint16_t first, const struct pinyin_letters *seconds,
	uint32_t *counts)
{
	size_t at = segment_seek_key(segment, key_of_one(first));

	for (size_t i = 0; i < seconds->count; i++) {
		const uint16_t pair[2] = { first, seconds->at[i] };
		uint32_t key = key_of_two(pair);

		while (at < segment->head->key_count && segment_key(segment, at) < key)
			at++;
		if (at < segment->head->key_count && segment_key(segment, at) == key)
			counts[i] += segment_docs(segment, at);
	}
}

static void begin(const struct index *index, const struct pinyin_letters *sound, struct beam *beam)
{
	for (size_t i = 0; i < sound->count; i++) {
		struct path path = { .letters = { sound->at[i] }, .last = i };

		for (size_t k = 0; k < index->manifest.count; k++) {
			struct postings list;

			segment_list(&index->segments[k], key_of_one(sound->at[i]), &list);
			path.weight += list.count;
		}
		keep(beam, &path);
	}
}

/* The pairs of a word's first two sounds, or of one that it has and the next. */
static void extend(const struct index *index, const struct path *path, size_t length,
	const struct pinyin_letters *sound, struct beam *beam)
{
	uint32_t counts[PINYIN_LETTERS] = { 0 };

	for (size_t k = 0; k < index->manifest.count; k++)
		count_pairs(&index->segments[k], path->letters[length - 1], sound, counts);
	for (size_t i = 0; i < sound->count; i++) {
		struct path longer = *path;

		longer.letters[length] = sound->at[i];
		longer.weight = counts[i] < path->weight ? counts[i] : path->weight;
		keep(beam, &longer);
	}
}

/* The words of some sounds, followed letter by letter. */
struct following {
	const struct index *index;
	const struct pinyin_letters *sounds;
	size_t count;
	struct beam beam;
};

/* Of the first sound each letter is a beginning, not only the common ones. */
static void follow(void *context)
{
	struct following *following = context;
	const struct index *index = following->index;
	const struct pinyin_letters *sounds = following->sounds;
	size_t count = following->count;
	struct beam *beam = &following->beam;
	struct beam next = { .count = 0 };

	if (count == 1) {
		begin(index, &sounds[0], beam);
		return;
	}
	for (size_t i = 0; i < sounds[0].count; i++) {
		const struct path path = { .letters = { sounds[0].at[i] }, .weight = UINT32_MAX };

		extend(index, &path, 1, &sounds[1], beam);
	}
	for (size_t length = 2; length < count; length++) {
		next.count = 0;
		for (size_t i = 0; i < beam->count; i++)
			extend(index, &beam->paths[i], length, &sounds[length], &next);
		*beam = next;
	}
}

static struct str spell(struct arena *arena, struct letters letters)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < letters.count; i++) {
		uint16_t letter = letters.at[i];

		buf_byte(&out, (char)(0xe0 | letter >> 12));
		buf_byte(&out, (char)(0x80 | (letter >> 6 & 0x3f)));
		buf_byte(&out, (char)(0x80 | (letter & 0x3f)));
	}
	return buf_str(&out);
}

static void ask(struct arena *arena, const struct index *index, struct letters letters, struct meant *out)
{
	struct query query = { .terms = { { letters, false } }, .count = 1, .wanted = 1 };
	struct find find = { .query = &query, .filter = { .kind = DOC_KINDS }, .limit = 1 };
	struct found found;
	size_t at;

	if (find_docs(index, &find, &found) != OK || found.total == 0 ||
		(out->count == MEANT_MOST && found.total <= out->words[MEANT_MOST - 1].total))
		return;
	at = out->count < MEANT_MOST ? out->count++ : MEANT_MOST - 1;
	for (; at > 0 && out->words[at - 1].total < found.total; at--)
		out->words[at] = out->words[at - 1];
	out->words[at].text = spell(arena, letters);
	out->words[at].total = found.total;
}

/* What each letter of a Chinese word may have been meant as; 0: it is none. */
static size_t read_letters(const struct query *query, struct pinyin_letters *sounds)
{
	struct letters letters = query->terms[0].letters;

	if (query->count != 1 || letters.count < 2 || letters.count > PINYIN_SYLLABLES)
		return 0;
	for (size_t i = 0; i < letters.count; i++) {
		pinyin_alike(letters.at[i], &sounds[i]);
		if (sounds[i].count == 0)
			return 0;
	}
	return letters.count;
}

void meant_find(struct arena *arena, const struct index *index, const struct query *query, struct str text,
	struct meant *out)
{
	struct pinyin_letters *sounds = arena_array(arena, PINYIN_SYLLABLES, sizeof(*sounds));
	size_t count = pinyin_read(text_fold(arena, text), sounds);
	struct following *following = arena_array(arena, 1, sizeof(*following));

	*out = (struct meant){ .count = 0 };
	if (count == 0)
		count = read_letters(query, sounds);
	if (count == 0)
		return;
	*following = (struct following){ .index = index, .sounds = sounds, .count = count };
	if (!mapped_read(follow, following))
		return;
	for (size_t i = 0; i < following->beam.count && i < ASKED; i++)
		ask(arena, index, (struct letters){ following->beam.paths[i].letters, count, NULL }, out);
}
