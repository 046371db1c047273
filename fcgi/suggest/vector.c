#include "suggest/vector.h"

#include <math.h>

const struct gram_kind gram_kinds[GRAM_KINDS] = {
	{ GRAM_TITLE, 1, 1 },
	{ GRAM_TITLE, 2, 2 },
	{ GRAM_BODY, 1, 1 },
	{ GRAM_BODY, 2, 2 },
};

/* How much of the whole each kind makes, and the themes beside them. */
static const float kind_shares[GRAM_KINDS] = { 0.264F, 0.264F, 0.176F, 0.176F };
#define THEME_SHARE 0.12F
/* A word in the title counts as so many in the body. */
#define TITLE_WORDS 6

struct post_text post_text(struct arena *arena, struct str title, struct str body)
{
	return (struct post_text){ gram_text(arena, title), gram_text(arena, body) };
}

struct grams post_grams(struct arena *arena, const struct post_text *post, size_t kind)
{
	return grams_of(arena, gram_kinds[kind].field == GRAM_TITLE ? post->title : post->body,
		gram_kinds[kind]);
}

/* Features from `from` on get that length together; false if they have none. */
static bool scale(struct vector *vector, size_t from, float length)
{
	float sum = 0;

	for (size_t i = from; i < vector->count; i++)
		sum += vector->list[i].value * vector->list[i].value;
	if (!(sum > 0))
		return false;
	for (size_t i = from; i < vector->count; i++)
		vector->list[i].value *= length / sqrtf(sum);
	return true;
}

static void add_grams(const struct vocabulary *vocabulary, const struct grams *grams, float share,
	struct vector *vector)
{
	size_t from = vector->count;

	for (size_t i = 0; i < grams->count; i++) {
		const struct gram *gram = &grams->list[i];
		size_t row = hash_place(vocabulary->hashes, vocabulary->rows, gram->hash);

		if (row < vocabulary->rows && vocabulary->hashes[row] == gram->hash)
			vector->list[vector->count++] = (struct feature){ (uint32_t)row,
				(1 + logf((float)gram->count)) * vocabulary->rarities[row], gram->text };
	}
	scale(vector, from, sqrtf(share));
}

/* What one theme has found so far. */
struct found {
	float value;
	float strongest;
	struct str words;
};

static void add_word(const struct vocabulary *vocabulary, const struct gram *gram, size_t times,
	struct found *found)
{
	size_t row = hash_place(vocabulary->word_hashes, vocabulary->words, gram->hash);

	for (; row < vocabulary->words && vocabulary->word_hashes[row] == gram->hash; row++) {
		struct found *theme = &found[vocabulary->word_themes[row]];
		float value = log1pf((float)times) * vocabulary->word_rarities[row];

		theme->value += value;
		if (value > theme->strongest) {
			theme->strongest = value;
			theme->words = gram->text;
		}
	}
}

static void add_themes(struct arena *arena, const struct vocabulary *vocabulary, const struct post_text *post,
	struct vector *vector)
{
	static const struct gram_kind words = { GRAM_THEME, 1, THEME_WORD_CHARACTERS };
	struct found found[THEMES_MOST] = { 0 };
	struct hash_list known = { vocabulary->word_hashes, vocabulary->words };
	struct grams title = grams_among(arena, post->title, words, known);
	struct grams body = grams_among(arena, post->body, words, known);
	size_t from = vector->count;

	for (size_t i = 0; i < title.count; i++) {
		const struct gram *same = grams_find(&body, title.list[i].hash);

		add_word(vocabulary, &title.list[i],
			title.list[i].count * TITLE_WORDS + (same ? same->count : 0),
			found);
	}
	for (size_t i = 0; i < body.count; i++)
		if (grams_find(&title, body.list[i].hash) == NULL)
			add_word(vocabulary, &body.list[i], body.list[i].count, found);
	for (size_t i = 0; i < vocabulary->themes; i++)
		if (found[i].value > 0)
			vector->list[vector->count++] = (struct feature){ (uint32_t)(vocabulary->rows + i),
				found[i].value, found[i].words };
	scale(vector, from, sqrtf(THEME_SHARE));
}

struct vector vector_of(struct arena *arena, const struct vocabulary *vocabulary,
	const struct post_text *post)
{
	struct grams grams[GRAM_KINDS];
	struct vector vector = { 0 };
	size_t room = vocabulary->themes;

	for (size_t i = 0; i < GRAM_KINDS; i++) {
		grams[i] = post_grams(arena, post, i);
		room += grams[i].count;
	}
	vector.list = arena_array(arena, room + 1, sizeof(*vector.list));
	for (size_t i = 0; i < GRAM_KINDS; i++)
		add_grams(vocabulary, &grams[i], kind_shares[i], &vector);
	add_themes(arena, vocabulary, post, &vector);
	scale(&vector, 0, 1);
	return vector;
}
