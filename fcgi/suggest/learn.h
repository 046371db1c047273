/*
 * learn: a linear model from posts whose label is known: one support vector machine for each label against
 * the rest (liblinear), labels that are rare weighed up.  Posts without a label teach which grams are
 * common. Learning takes seconds: a job's work, not a page's.  Depends on: suggest/classifier,
 * suggest/lesson, liblinear.
 */
#ifndef SUGGEST_LEARN_H
#define SUGGEST_LEARN_H

#include "suggest/classifier.h"
#include "suggest/lesson.h"

/* A label with fewer examples is not learned. */
#define EXAMPLES_LEAST 3

/*
 * The classifier's file, in the arena.  Labels are at most CLASSIFIER_LABELS, their names shorter than
 * CLASSIFIER_LABEL_BYTES.  ERR_NOT_NOW when fewer than two labels have EXAMPLES_LEAST examples.
 */
enum status learn(struct arena *arena, const struct lesson *lesson, struct str *file);

#endif
