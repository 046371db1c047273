#include "suggest/lesson.h"

#include <math.h>
#include <stdlib.h>

/* One text's grams, until they were counted. */
#define SCRATCH_BYTES ((size_t)64 << 20)
#define FIRST_ROOM 65536

/* Hashes of grams, one for each post that has it, on the heap: they are many and needed once. */
struct pile {
	uint64_t *hashes;
	size_t count;
	size_t room;
};

static void pile_add(struct pile *pile, uint64_t hash)
{
	if (pile->count == pile->room) {
		pile->room = pile->room > 0 ? pile->room * 2 : FIRST_ROOM;
		pile->hashes = realloc(pile->hashes, pile->room * sizeof(*pile->hashes));
		if (pile->hashes == NULL)
			abort();
	}
	pile->hashes[pile->count++] = hash;
}

static int by_value(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a;
	uint64_t other = *(const uint64_t *)b;

	return one < other ? -1 : one > other;
}

static void pile_sort(struct pile *pile)
{
	if (pile->count > 0)
		qsort(pile->hashes, pile->count, sizeof(*pile->hashes), by_value);
}

/* How many of the pile at *at on are hash; moves *at past them and past smaller ones. */
static size_t pile_take(const struct pile *pile, size_t *at, uint64_t hash)
{
	size_t from;

	while (*at < pile->count && pile->hashes[*at] < hash)
		(*at)++;
	from = *at;
	while (*at < pile->count && pile->hashes[*at] == hash)
		(*at)++;
	return *at - from;
}

struct frequencies {
	struct pile all;
	struct pile labelled;
	uint32_t *words;	/* how many posts have each word of the themes */
};

static void count_word(const struct themes *themes, uint64_t hash, uint32_t *counts)
{
	const struct theme_word *found = themes_find(themes, hash);

	for (; found != NULL && found < themes->words + themes->word_count && found->hash == hash; found++)
		counts[found - themes->words]++;
}

static void count_post(struct arena *scratch, const struct lesson *lesson, const struct example *example,
	struct frequencies *f)
{
	static const struct gram_kind words = { GRAM_THEME, 1, THEME_WORD_CHARACTERS };
	struct post_text post = post_text(scratch, example->title, example->body);
	struct grams title = grams_of(scratch, post.title, words);
	struct grams body = grams_of(scratch, post.body, words);

	for (size_t kind = 0; kind < GRAM_KINDS; kind++) {
		struct grams grams = post_grams(scratch, &post, kind);

		for (size_t i = 0; i < grams.count; i++) {
			pile_add(&f->all, grams.list[i].hash);
			if (example->label != NO_LABEL)
				pile_add(&f->labelled, grams.list[i].hash);
		}
	}
	for (size_t i = 0; i < body.count; i++)
		count_word(lesson->themes, body.list[i].hash, f->words);
	for (size_t i = 0; i < title.count; i++)
		if (grams_find(&body, title.list[i].hash) == NULL)
			count_word(lesson->themes, title.list[i].hash, f->words);
}

static float rarity(size_t posts, size_t having)
{
	return logf((float)(posts + 1) / (float)(having + 1));
}

/* The rows: the labelled pile without repetitions, less what stands in fewer than `least` posts of all. */
static size_t count_rows(const struct frequencies *f, size_t least, size_t posts, uint64_t *hashes,
	float *rarities)
{
	size_t count = 0;
	size_t at = 0;

	for (size_t i = 0; i < f->labelled.count; i++) {
		uint64_t hash = f->labelled.hashes[i];
		size_t having;

		if (i > 0 && hash == f->labelled.hashes[i - 1])
			continue;
		having = pile_take(&f->all, &at, hash);
		if (having < least)
			continue;
		if (hashes != NULL) {
			hashes[count] = hash;
			rarities[count] = rarity(posts, having);
		}
		count++;
	}
	return count;
}

static void take_words(struct arena *arena, const struct lesson *lesson, const uint32_t *counts,
	struct vocabulary *out)
{
	const struct themes *themes = lesson->themes;
	uint64_t *hashes = arena_array(arena, themes->word_count, sizeof(*hashes));
	float *rarities = arena_array(arena, themes->word_count, sizeof(*rarities));
	uint32_t *numbers = arena_array(arena, themes->word_count, sizeof(*numbers));

	for (size_t i = 0; i < themes->word_count;) {
		size_t end = i;

		while (end < themes->word_count && themes->words[end].hash == themes->words[i].hash)
			end++;
		for (size_t first = i; i < end; i++) {
			hashes[i] = themes->words[i].hash;
			numbers[i] = themes->words[i].theme;
			rarities[i] = rarity(lesson->count, counts[first]) / sqrtf((float)(end - first));
		}
	}
	out->words = themes->word_count;
	out->word_hashes = hashes;
	out->word_rarities = rarities;
	out->word_themes = numbers;
	out->themes = themes->count;
}

void lesson_vocabulary(struct arena *arena, const struct lesson *lesson, size_t most,
	struct vocabulary *out)
{
	struct arena *scratch = arena_new(SCRATCH_BYTES);
	struct frequencies f = { .words = arena_array(arena, lesson->themes->word_count, sizeof(uint32_t)) };
	uint64_t *hashes;
	float *rarities;
	size_t least = 2;

	for (size_t i = 0; i < lesson->count; i++) {
		count_post(scratch, lesson, &lesson->examples[i], &f);
		arena_reset(scratch);
	}
	arena_free(scratch);
	pile_sort(&f.all);
	pile_sort(&f.labelled);
	while (count_rows(&f, least, lesson->count, NULL, NULL) > most)
		least++;
	out->rows = count_rows(&f, least, lesson->count, NULL, NULL);
	hashes = arena_array(arena, out->rows, sizeof(*hashes));
	rarities = arena_array(arena, out->rows, sizeof(*rarities));
	count_rows(&f, least, lesson->count, hashes, rarities);
	out->hashes = hashes;
	out->rarities = rarities;
	take_words(arena, lesson, f.words, out);
	free(f.all.hashes);
	free(f.labelled.hashes);
}
