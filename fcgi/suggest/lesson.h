/*
 * lesson: the posts that a model learns from, and the vocabulary of their texts: which grams there are and
 * how rare each is.  Depends on: suggest/themes, suggest/vector.
 */
#ifndef SUGGEST_LESSON_H
#define SUGGEST_LESSON_H

#include "suggest/themes.h"

#define NO_LABEL SIZE_MAX

struct example {
	struct str title;
	struct str body;
	size_t label;		/* or NO_LABEL: teaches only which grams are common */
};

struct lesson {
	const struct example *examples;
	size_t count;
	const struct str *labels;	/* names */
	size_t label_count;
	const struct themes *themes;
	int64_t now;
};

/* At most most rows: grams that stand in two posts or more, in one with a label among them. */
void lesson_vocabulary(struct arena *arena, const struct lesson *lesson, size_t most,
	struct vocabulary *out);

#endif
