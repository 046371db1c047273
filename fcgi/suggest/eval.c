#include "suggest/eval.h"

#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES ((size_t)2 << 30)
#define FOLDS 5
/* The model speaks in so many of ten. */
#define COVERED_OF_TEN 8

/* What the model said of one post. */
struct said {
	size_t label;
	size_t guesses[GUESSES];
	size_t count;
	double confidence;
};

struct saying {
	struct said *list;
	size_t count;
	double *times;		/* ms */
};

/* Finer than clock_steady: what is measured takes less than a millisecond. */
static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static size_t fold_of(const struct judged *post)
{
	return gram_hash(post->id, 0) % FOLDS;
}

/* The label's number among the lesson's, by its name in the model. */
static size_t label_named(const struct lesson *lesson, const char *name)
{
	size_t k = 0;

	while (k < lesson->label_count && !str_eq(lesson->labels[k], str_of(name)))
		k++;
	return k;
}

static void ask(struct arena *scratch, const struct lesson *lesson, const struct classifier *classifier,
	const struct example *example, struct saying *saying)
{
	struct said *said = &saying->list[saying->count];
	struct guess guesses[GUESSES];
	double begun = now_ms();
	struct post_text post = post_text(scratch, example->title, example->body);

	said->label = example->label;
	said->count = classifier_guess(scratch, classifier, &post, guesses);
	for (size_t i = 0; i < said->count; i++)
		said->guesses[i] = label_named(lesson, classifier->names[guesses[i].label]);
	said->confidence = said->count > 0 ? guesses[0].confidence : 0;
	saying->times[saying->count++] = now_ms() - begun;
}

static enum status eval_fold(const struct judged *list, size_t count, const struct lesson *lesson,
	size_t fold,
	struct saying *saying)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct arena *scratch = arena_new(ARENA_BYTES);
	struct example *known = arena_array(arena, count + 1, sizeof(*known));
	struct lesson own = *lesson;
	struct classifier classifier;
	const char *problem;
	struct str file;
	enum status status;

	own.examples = known;
	own.count = 0;
	for (size_t i = 0; i < count; i++)
		if (fold_of(&list[i]) != fold)
			known[own.count++] = list[i].example;
	status = learn(arena, &own, &file);
	if (status == OK)
		status = classifier_read(file, &classifier, &problem);
	for (size_t i = 0; status == OK && i < count; i++)
		if (fold_of(&list[i]) == fold && list[i].example.label != NO_LABEL) {
			ask(scratch, lesson, &classifier, &list[i].example, saying);
			arena_reset(scratch);
		}
	arena_free(scratch);
	arena_free(arena);
	return status;
}

static int by_number(const void *a, const void *b)
{
	double one = *(const double *)a;
	double other = *(const double *)b;

	return one < other ? -1 : one > other;
}

static double share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

/* The value that so many of a hundred don't exceed; sorts the list. */
static double percentile(double *list, size_t count, size_t of_hundred)
{
	if (count == 0)
		return 0;
	qsort(list, count, sizeof(*list), by_number);
	return list[(count - 1) * of_hundred / 100];
}

static bool right(const struct said *said, size_t among)
{
	for (size_t i = 0; i < said->count && i < among; i++)
		if (said->guesses[i] == said->label)
			return true;
	return false;
}

/* The mean over the labels of 2·right / (said + meant). */
static double macro_f1(const struct saying *saying, size_t labels)
{
	double sum = 0;
	size_t counted = 0;

	for (size_t k = 0; k < labels; k++) {
		size_t both = 0;
		size_t either = 0;

		for (size_t i = 0; i < saying->count; i++) {
			const struct said *said = &saying->list[i];
			bool guessed = said->count > 0 && said->guesses[0] == k;

			both += guessed && said->label == k;
			either += (size_t)guessed + (said->label == k);
		}
		counted += either > 0;
		sum += either > 0 ? 2 * share(both, either) : 0;
	}
	return counted > 0 ? sum / (double)counted : 0;
}

static void sum_up(struct saying *saying, size_t labels, struct eval_figures *out)
{
	double *confidences = calloc(saying->count + 1, sizeof(*confidences));
	size_t first = 0;
	size_t third = 0;
	size_t covered = 0;
	size_t covered_right = 0;

	if (confidences == NULL)
		abort();
	for (size_t i = 0; i < saying->count; i++)
		confidences[i] = saying->list[i].confidence;
	qsort(confidences, saying->count, sizeof(*confidences), by_number);
	out->confidence = confidences[saying->count * (10 - COVERED_OF_TEN) / 10];
	free(confidences);
	for (size_t i = 0; i < saying->count; i++) {
		bool speaks = saying->list[i].confidence >= out->confidence;

		first += right(&saying->list[i], 1);
		third += right(&saying->list[i], GUESSES);
		covered += speaks;
		covered_right += speaks && right(&saying->list[i], 1);
	}
	out->labelled = saying->count;
	out->labels = labels;
	out->macro_f1 = macro_f1(saying, labels);
	out->top_1 = share(first, saying->count);
	out->top_3 = share(third, saying->count);
	out->covered = share(covered, saying->count);
	out->covered_top_1 = share(covered_right, covered);
	out->guess_p95 = percentile(saying->times, saying->count, 95);
}

enum status eval_labels(const struct judged *list, size_t count, const struct lesson *lesson,
	struct eval_figures *out)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct saying saying = { .list = arena_array(arena, count + 1, sizeof(*saying.list)),
		.times = arena_array(arena, count + 1, sizeof(*saying.times)) };
	enum status status = OK;

	for (size_t fold = 0; status == OK && fold < FOLDS; fold++)
		status = eval_fold(list, count, lesson, fold, &saying);
	if (status == OK && saying.count > 0)
		sum_up(&saying, lesson->label_count, out);
	arena_free(arena);
	return status;
}

/* Whether one of the first three is of that post's group. */
static bool group_found(const struct judged *list, size_t own, const struct likeness *found, size_t count)
{
	for (size_t i = 0; i < count && i < GUESSES; i++)
		if (str_eq(list[found[i].number - 1].same, list[own].same))
			return true;
	return false;
}

/* The posts as blocks; numbers count from 1. */
static struct block *index_all(struct arena *arena, const struct judged *list, size_t count, size_t *blocks)
{
	struct block *made = arena_array(arena, count / BLOCK_POSTS + 1, sizeof(*made));
	struct indexed_post *posts = arena_array(arena, count + 1, sizeof(*posts));
	const char *problem;

	for (size_t i = 0; i < count; i++)
		posts[i] = (struct indexed_post){ i + 1, list[i].example.title, list[i].example.body };
	for (size_t from = 0; from < count; from += BLOCK_POSTS) {
		size_t left = count - from < BLOCK_POSTS ? count - from : BLOCK_POSTS;

		if (block_read(block_print(arena, posts + from, left), &made[*blocks], &problem) == OK)
			(*blocks)++;
	}
	return made;
}

void eval_similar(const struct judged *list, size_t count, struct eval_figures *out)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct arena *scratch = arena_new(ARENA_BYTES);
	struct similar_query query = { 0 };
	double *times = arena_array(arena, count + 1, sizeof(*times));
	size_t found_3 = 0;
	size_t spoken_3 = 0;
	size_t idle = 0;

	query.blocks = index_all(arena, list, count, &query.block_count);
	for (size_t i = 0; i < count; i++) {
		struct likeness found[GUESSES];
		double begun = now_ms();
		size_t n;
		bool speaks;

		query.title = list[i].example.title;
		query.body = list[i].example.body;
		query.except = i + 1;
		n = similar_find(scratch, &query, found, GUESSES);
		speaks = similar_speaks(found, n);
		times[i] = now_ms() - begun;
		arena_reset(scratch);
		if (list[i].same.len == 0) {
			out->alone++;
			idle += speaks;
			continue;
		}
		out->grouped++;
		found_3 += group_found(list, i, found, n);
		spoken_3 += speaks && group_found(list, i, found, n);
	}
	out->found_3 = share(found_3, out->grouped);
	out->spoken_3 = share(spoken_3, out->grouped);
	out->idle = share(idle, out->alone);
	out->similar_p95 = percentile(times, count, 95);
	arena_free(scratch);
	arena_free(arena);
}
