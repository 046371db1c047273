#include "suggest/classifier.h"

#include <math.h>

#include "suggest/checksum.h"

static const char magic[8] = "WZSUGGES";

struct header {
	char magic[8];
	uint32_t version;
	uint32_t labels;
	uint32_t rows;
	uint32_t words;
	uint32_t themes;
	float sharpness;
	int64_t learned;
	uint64_t examples;
	uint64_t checksum;	/* of all that follows */
};

/* The parts that follow the header, each at the next multiple of 8. */
enum part { PART_NAMES, PART_HASHES, PART_WORD_HASHES, PART_RARITIES, PART_WORD_RARITIES, PART_WORD_THEMES,
	PART_WEIGHTS, PART_OFFSETS, PARTS };

static size_t part_size(const struct header *header, enum part part)
{
	switch (part) {
	case PART_NAMES:
		return (size_t)header->labels * CLASSIFIER_LABEL_BYTES;
	case PART_HASHES:
		return header->rows * sizeof(uint64_t);
	case PART_WORD_HASHES:
		return header->words * sizeof(uint64_t);
	case PART_RARITIES:
		return header->rows * sizeof(float);
	case PART_WORD_RARITIES:
		return header->words * sizeof(float);
	case PART_WORD_THEMES:
		return header->words * sizeof(uint32_t);
	case PART_WEIGHTS:
		return ((size_t)header->rows + header->themes) * header->labels * sizeof(float);
	default:
		return header->labels * sizeof(float);
	}
}

static size_t round_up(size_t size)
{
	return (size + 7) / 8 * 8;
}

static const void *part_source(const struct classifier *c, enum part part)
{
	switch (part) {
	case PART_NAMES:
		return c->names;
	case PART_HASHES:
		return c->vocabulary.hashes;
	case PART_WORD_HASHES:
		return c->vocabulary.word_hashes;
	case PART_RARITIES:
		return c->vocabulary.rarities;
	case PART_WORD_RARITIES:
		return c->vocabulary.word_rarities;
	case PART_WORD_THEMES:
		return c->vocabulary.word_themes;
	case PART_WEIGHTS:
		return c->weights;
	default:
		return c->offsets;
	}
}

struct str classifier_print(struct arena *arena, const struct classifier *classifier)
{
	struct header header = {
		.version = CLASSIFIER_VERSION,
		.labels = (uint32_t)classifier->labels,
		.rows = (uint32_t)classifier->vocabulary.rows,
		.words = (uint32_t)classifier->vocabulary.words,
		.themes = (uint32_t)classifier->vocabulary.themes,
		.sharpness = classifier->sharpness,
		.learned = classifier->learned,
		.examples = classifier->examples,
	};
	size_t size = sizeof(header);
	size_t at = sizeof(header);
	char *bytes;

	memcpy(header.magic, magic, sizeof(magic));
	for (enum part part = 0; part < PARTS; part++)
		size += round_up(part_size(&header, part));
	bytes = arena_alloc(arena, size);
	for (enum part part = 0; part < PARTS; part++) {
		if (part_size(&header, part) > 0)
			memcpy(bytes + at, part_source(classifier, part), part_size(&header, part));
		at += round_up(part_size(&header, part));
	}
	header.checksum = checksum((struct str){ bytes + sizeof(header), size - sizeof(header) });
	memcpy(bytes, &header, sizeof(header));
	return (struct str){ bytes, size };
}

static enum status check_header(struct str bytes, const struct header *header, const char **problem)
{
	size_t size = sizeof(*header);

	*problem = "no file of suggestions";
	if (bytes.len < sizeof(*header) || memcmp(header->magic, magic, sizeof(magic)) != 0)
		return ERR_INVALID;
	*problem = "written by another version";
	if (header->version != CLASSIFIER_VERSION)
		return ERR_INVALID;
	*problem = "too many labels, rows or words";
	if (header->labels < 2 || header->labels > CLASSIFIER_LABELS || header->rows > CLASSIFIER_ROWS ||
		header->words > CLASSIFIER_WORDS || header->themes > THEMES_MOST)
		return ERR_INVALID;
	for (enum part part = 0; part < PARTS; part++)
		size += round_up(part_size(header, part));
	*problem = "truncated or too long";
	return size == bytes.len ? OK : ERR_INVALID;
}

static bool sorted(const uint64_t *hashes, size_t count, bool twice)
{
	for (size_t i = 1; i < count; i++)
		if (hashes[i] < hashes[i - 1] || (hashes[i] == hashes[i - 1] && !twice))
			return false;
	return true;
}

static bool all_finite(const float *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(numbers[i]))
			return false;
	return true;
}

/* What a checksum that somebody computed anew doesn't tell. */
static bool sound(const struct classifier *c)
{
	const struct vocabulary *v = &c->vocabulary;

	for (size_t i = 0; i < c->labels; i++)
		if (c->names[i][0] == '\0' || c->names[i][CLASSIFIER_LABEL_BYTES - 1] != '\0')
			return false;
	for (size_t i = 0; i < v->words; i++)
		if (v->word_themes[i] >= v->themes)
			return false;
	return sorted(v->hashes, v->rows, false) && sorted(v->word_hashes, v->words, true) &&
	       all_finite(v->rarities, v->rows) && all_finite(v->word_rarities, v->words) &&
	       all_finite(c->weights, (v->rows + v->themes) * c->labels) && all_finite(c->offsets,
		c->labels) &&
	       isfinite(c->sharpness) && c->sharpness > 0;
}

enum status classifier_read(struct str bytes, struct classifier *out, const char **problem)
{
	struct header header = { 0 };
	struct classifier c;
	const char *parts[PARTS];
	size_t at = sizeof(header);

	memcpy(&header, bytes.data, bytes.len < sizeof(header) ? bytes.len : sizeof(header));
	TRY(check_header(bytes, &header, problem));
	*problem = "damaged";
	if (checksum(str_sub(bytes, at, bytes.len)) != header.checksum)
		return ERR_INVALID;
	for (enum part part = 0; part < PARTS; part++) {
		parts[part] = bytes.data + at;
		at += round_up(part_size(&header, part));
	}
	c = (struct classifier){
		.vocabulary = {
			.rows = header.rows,
			.hashes = (const void *)parts[PART_HASHES],
			.rarities = (const void *)parts[PART_RARITIES],
			.words = header.words,
			.word_hashes = (const void *)parts[PART_WORD_HASHES],
			.word_rarities = (const void *)parts[PART_WORD_RARITIES],
			.word_themes = (const void *)parts[PART_WORD_THEMES],
			.themes = header.themes,
		},
		.labels = header.labels,
		.names = (const void *)parts[PART_NAMES],
		.weights = (const void *)parts[PART_WEIGHTS],
		.offsets = (const void *)parts[PART_OFFSETS],
		.sharpness = header.sharpness,
		.learned = header.learned,
		.examples = header.examples,
	};
	if (!sound(&c))
		return ERR_INVALID;
	*out = c;
	return OK;
}

/*
 * By its lead over the likeliest other label.  A share among all labels would make labels that are near to
 * many others look less sure than they are.
 */
static double confidence(const double *scores, size_t count, size_t label, double sharpness)
{
	double other = -INFINITY;

	for (size_t i = 0; i < count; i++)
		other = i != label && scores[i] > other ? scores[i] : other;
	return 1 / (1 + exp(sharpness * (other - scores[label])));
}

static bool overlaps(struct str one, struct str other)
{
	return str_search(one, other, 0) < one.len || str_search(other, one, 0) < other.len;
}

/*
 * Single characters say little to a reader, so only longer pieces are named; none that lies in another that
 * was named before it.
 */
static void add_reasons(const struct classifier *c, const struct vector *vector, struct guess *guess)
{
	float least = INFINITY;

	while (guess->word_count < GUESS_WORDS) {
		const struct feature *best = NULL;
		float most = 0;

		for (size_t i = 0; i < vector->count; i++) {
			const struct feature *f = &vector->list[i];
			float says = f->value * c->weights[f->index * c->labels + guess->label];

			if (says > most && says < least && f->words.len > 3) {
				most = says;
				best = f;
			}
		}
		if (best == NULL)
			return;
		least = most;
		for (size_t i = 0; best != NULL && i < guess->word_count; i++)
			if (overlaps(guess->words[i], best->words))
				best = NULL;
		if (best != NULL)
			guess->words[guess->word_count++] = best->words;
	}
}

size_t classifier_guess(struct arena *arena, const struct classifier *classifier,
	const struct post_text *post,
	struct guess *guesses)
{
	struct vector vector = vector_of(arena, &classifier->vocabulary, post);
	double *scores = arena_array(arena, classifier->labels, sizeof(*scores));
	bool *taken = arena_array(arena, classifier->labels, sizeof(*taken));
	size_t count = 0;

	if (vector.count == 0)
		return 0;
	for (size_t k = 0; k < classifier->labels; k++) {
		scores[k] = classifier->offsets[k];
		for (size_t i = 0; i < vector.count; i++)
			scores[k] += vector.list[i].value *
				classifier->weights[vector.list[i].index * classifier->labels + k];
	}
	for (; count < GUESSES && count < classifier->labels; count++) {
		size_t best = classifier->labels;

		for (size_t k = 0; k < classifier->labels; k++)
			if (!taken[k] && (best == classifier->labels || scores[k] > scores[best]))
				best = k;
		guesses[count] = (struct guess){ .label = best, .confidence =
			confidence(scores, classifier->labels, best, classifier->sharpness) };
		add_reasons(classifier, &vector, &guesses[count]);
		taken[best] = true;
	}
	return count;
}
