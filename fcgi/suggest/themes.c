#include "suggest/themes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

static char said[160];

static enum status refuse(size_t line, const char *what, const char **problem)
{
	snprintf(said, sizeof(said), "line %zu: %s", line, what);
	*problem = said;
	return ERR_INVALID;
}

static int by_hash(const void *a, const void *b)
{
	const struct theme_word *one = a;
	const struct theme_word *other = b;

	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	return one->theme < other->theme ? -1 : one->theme > other->theme;
}

/* Sorted, each pair once. */
static void sort_words(struct themes *themes)
{
	size_t kept = 0;

	qsort(themes->words, themes->word_count, sizeof(*themes->words), by_hash);
	for (size_t i = 0; i < themes->word_count; i++)
		if (kept == 0 || by_hash(&themes->words[kept - 1], &themes->words[i]) != 0)
			themes->words[kept++] = themes->words[i];
	themes->word_count = kept;
}

static enum status read_words(struct arena *arena, struct str rest, struct themes *themes, size_t number,
	const char **problem)
{
	struct str word;

	while (str_cut(&rest, ' ', &word)) {
		struct str folded = text_fold(arena, word);

		if (folded.len == 0)
			continue;
		if (text_length(folded) > THEME_WORD_CHARACTERS)
			return refuse(number, "a word is too long", problem);
		themes->words[themes->word_count++] =
			(struct theme_word){ gram_hash(folded, GRAM_THEME), (uint32_t)themes->count };
	}
	return OK;
}

enum status themes_parse(struct arena *arena, struct str text, struct themes *out, const char **problem)
{
	struct themes themes = { .words = arena_array(arena, text.len / 2 + 1, sizeof(*themes.words)) };
	struct str line;

	if (!text_valid(text))
		return refuse(1, "not UTF-8", problem);
	for (size_t number = 1; str_cut(&text, '\n', &line); number++) {
		size_t colon;

		line = str_trim(line);
		if (line.len == 0 || line.data[0] == '#')
			continue;
		colon = str_find(line, ':', 0);
		if (colon == line.len)
			return refuse(number, "no colon after the theme's name", problem);
		if (themes.count == THEMES_MOST)
			return refuse(number, "too many themes", problem);
		TRY(read_words(arena, str_sub(line, colon + 1, line.len), &themes, number, problem));
		themes.count++;
	}
	sort_words(&themes);
	*out = themes;
	return OK;
}

const struct theme_word *themes_find(const struct themes *themes, uint64_t hash)
{
	size_t low = 0;
	size_t count = themes->word_count;

	while (count > 0) {
		size_t half = count / 2;

		if (themes->words[low + half].hash < hash) {
			low += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return low < themes->word_count && themes->words[low].hash == hash ? &themes->words[low] : NULL;
}
