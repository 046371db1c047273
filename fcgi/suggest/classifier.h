/*
 * classifier: the learned linear model as a file, and what it says of a post: the likeliest labels
 * (departments, categories) with a confidence and the words that spoke for them.  A file that is truncated,
 * altered or of another version is refused.  It holds no texts: grams stand in it as hashes.  Workers map it
 * for reading, so they share its pages.  Depends on: suggest/vector.
 */
#ifndef SUGGEST_CLASSIFIER_H
#define SUGGEST_CLASSIFIER_H

#include "base/status.h"
#include "suggest/vector.h"

#define CLASSIFIER_VERSION 2
#define CLASSIFIER_LABELS 256
/* A label's name with its NULs. */
#define CLASSIFIER_LABEL_BYTES 64
#define CLASSIFIER_ROWS ((size_t)1 << 20)
#define CLASSIFIER_WORDS ((size_t)1 << 16)

struct classifier {
	struct vocabulary vocabulary;
	size_t labels;
	const char (*names)[CLASSIFIER_LABEL_BYTES];
	const float *weights;		/* labels numbers for each feature */
	const float *offsets;		/* one for each label */
	float sharpness;		/* of confidences, fitted on posts that were held back */
	int64_t learned;		/* ms since 1970 UTC */
	uint64_t examples;		/* posts with a label that it learned from */
};

/* As a file. */
struct str classifier_print(struct arena *arena, const struct classifier *classifier);

/*
 * Reads bytes, which must be aligned to 8 and live as long as *out.  ERR_INVALID: *problem (static) says in
 * English why.
 */
enum status classifier_read(struct str bytes, struct classifier *out, const char **problem);

#define GUESSES 3
#define GUESS_WORDS 4
struct guess {
	size_t label;
	double confidence;		/* 0–1: that it is right, and not the likeliest other label */
	struct str words[GUESS_WORDS];	/* that spoke for it, strongest first; parts of the folded text */
	size_t word_count;
};

/* The likeliest first; returns how many: at most GUESSES, none when it knows nothing of the text. */
size_t classifier_guess(struct arena *arena, const struct classifier *classifier,
	const struct post_text *post,
	struct guess *guesses);

#endif
