#include "suggest/learn.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>

/* One text's grams, until they were counted. */
#define SCRATCH_BYTES ((size_t)64 << 20)
/* So that the file of a city with thirty departments has some 15 MB. */
#define LEARN_ROWS 120000
/* The weight of mistakes against large weights. */
#define COST 0.7
/* Held back in turn, to fit the confidences. */
#define PARTS 4

/* The examples that have a label that is learned, as liblinear takes them. */
struct sheet {
	size_t count;
	struct feature_node **nodes;
	double *labels;		/* numbers among those learned */
	size_t label_count;
	int features;		/* the offset's among them, the last */
};

/* Numbers the labels with enough examples; returns how many. */
static size_t number_labels(const struct lesson *lesson, size_t *numbers)
{
	size_t seen[CLASSIFIER_LABELS] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < lesson->count; i++)
		if (lesson->examples[i].label != NO_LABEL)
			seen[lesson->examples[i].label]++;
	for (size_t k = 0; k < lesson->label_count; k++)
		numbers[k] = seen[k] >= EXAMPLES_LEAST ? count++ : NO_LABEL;
	return count;
}

static struct feature_node *nodes_of(struct arena *arena, const struct vector *vector, int offset)
{
	struct feature_node *nodes = arena_array(arena, vector->count + 2, sizeof(*nodes));

	for (size_t i = 0; i < vector->count; i++)
		nodes[i] = (struct feature_node){ (int)vector->list[i].index + 1, vector->list[i].value };
	nodes[vector->count] = (struct feature_node){ offset, 1 };
	nodes[vector->count + 1].index = -1;
	return nodes;
}

static void fill_sheet(struct arena *arena, const struct lesson *lesson, const size_t *numbers,
	const struct vocabulary *vocabulary, struct sheet *sheet)
{
	struct arena *scratch = arena_new(SCRATCH_BYTES);

	sheet->nodes = arena_array(arena, lesson->count, sizeof(struct feature_node *));
	sheet->labels = arena_array(arena, lesson->count, sizeof(double));
	sheet->features = (int)(vocabulary->rows + vocabulary->themes) + 1;
	for (size_t i = 0; i < lesson->count; i++) {
		const struct example *example = &lesson->examples[i];
		struct post_text post;
		struct vector vector;

		if (example->label == NO_LABEL || numbers[example->label] == NO_LABEL)
			continue;
		post = post_text(scratch, example->title, example->body);
		vector = vector_of(scratch, vocabulary, &post);
		sheet->nodes[sheet->count] = nodes_of(arena, &vector, sheet->features);
		sheet->labels[sheet->count++] = (double)numbers[example->label];
		arena_reset(scratch);
	}
	arena_free(scratch);
}

static void say_nothing(const char *text)
{
	(void)text;
}

/*
 * Learns from all but the part held back (PARTS: from all).  Labels weigh as if each had as many examples.
 * The caller frees the model.
 */
static struct model *train_sheet(struct arena *arena, const struct sheet *sheet, size_t held)
{
	struct problem problem = { .n = sheet->features, .bias = 1 };
	struct parameter parameter = { .solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.01, .C = COST, .p = 0.1 };
	size_t seen[CLASSIFIER_LABELS] = { 0 };

	problem.x = arena_array(arena, sheet->count, sizeof(*problem.x));
	problem.y = arena_array(arena, sheet->count, sizeof(*problem.y));
	parameter.weight = arena_array(arena, sheet->label_count, sizeof(double));
	parameter.weight_label = arena_array(arena, sheet->label_count, sizeof(int));
	for (size_t i = 0; i < sheet->count; i++)
		if (i % PARTS != held) {
			problem.x[problem.l] = sheet->nodes[i];
			problem.y[problem.l++] = sheet->labels[i];
			seen[(size_t)sheet->labels[i]]++;
		}
	for (size_t k = 0; k < sheet->label_count; k++)
		if (seen[k] > 0) {
			parameter.weight_label[parameter.nr_weight] = (int)k;
			parameter.weight[parameter.nr_weight++] =
				(double)problem.l / (double)(sheet->label_count * seen[k]);
		}
	set_print_string_function(say_nothing);
	return train(&problem, &parameter);
}

/* What the model says of each label; one that it didn't learn gets less than any other. */
static void score(const struct model *model, const struct feature_node *nodes, double *scores, size_t labels)
{
	double values[CLASSIFIER_LABELS];

	predict_values(model, nodes, values);
	for (size_t k = 0; k < labels; k++)
		scores[k] = -10;
	for (int i = 0; i < model->nr_class; i++)
		scores[model->label[i]] = model->nr_class > 2 ? values[i] : i == 0 ? values[0] : -values[0];
}

/* How little the confidence of the likeliest label was borne out. */
static double surprise(const double *scores, size_t labels, size_t right, double sharpness)
{
	size_t best = 0;
	double other = -INFINITY;

	for (size_t k = 1; k < labels; k++)
		best = scores[k] > scores[best] ? k : best;
	for (size_t k = 0; k < labels; k++)
		other = k != best && scores[k] > other ? scores[k] : other;
	return log1p(exp(sharpness * (best == right ? other - scores[best] : scores[best] - other)));
}

/* The sharpness under which what was held back surprises least. */
static double fit_sharpness(struct arena *arena, const struct sheet *sheet)
{
	static const double tries[] = { 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8 };
	double sums[sizeof(tries) / sizeof(tries[0])] = { 0 };
	size_t best = 0;

	for (size_t part = 0; part < PARTS; part++) {
		struct model *model = train_sheet(arena, sheet, part);
		double scores[CLASSIFIER_LABELS];

		for (size_t i = part; i < sheet->count; i += PARTS) {
			score(model, sheet->nodes[i], scores, sheet->label_count);
			for (size_t t = 0; t < sizeof(tries) / sizeof(tries[0]); t++)
				sums[t] += surprise(scores, sheet->label_count,
					(size_t)sheet->labels[i], tries[t]);
		}
		free_and_destroy_model(&model);
	}
	for (size_t t = 1; t < sizeof(tries) / sizeof(tries[0]); t++)
		if (sums[t] < sums[best])
			best = t;
	return tries[best];
}

static void take_weights(struct arena *arena, const struct model *model, struct classifier *out)
{
	size_t features = out->vocabulary.rows + out->vocabulary.themes;
	float *weights = arena_array(arena, features * out->labels, sizeof(float));
	float *offsets = arena_array(arena, out->labels, sizeof(float));

	for (int i = 0; i < model->nr_class; i++) {
		size_t label = (size_t)model->label[i];

		for (size_t f = 0; f < features; f++)
			weights[f * out->labels + label] = (float)get_decfun_coef(model, (int)f + 1, i);
		offsets[label] = (float)get_decfun_bias(model, i);
	}
	out->weights = weights;
	out->offsets = offsets;
}

static void take_names(struct arena *arena, const struct lesson *lesson, const size_t *numbers,
	struct classifier *out)
{
	char (*names)[CLASSIFIER_LABEL_BYTES] = arena_array(arena, out->labels, sizeof(*names));

	for (size_t k = 0; k < lesson->label_count; k++)
		if (numbers[k] != NO_LABEL)
			memcpy(names[numbers[k]], lesson->labels[k].data, lesson->labels[k].len);
	out->names = (const void *)names;
}

enum status learn(struct arena *arena, const struct lesson *lesson, struct str *file)
{
	size_t *numbers = arena_array(arena, lesson->label_count, sizeof(*numbers));
	struct classifier classifier = { .labels = number_labels(lesson, numbers), .learned = lesson->now };
	struct sheet sheet = { .label_count = classifier.labels };
	struct model *model;

	if (classifier.labels < 2)
		return ERR_NOT_NOW;
	lesson_vocabulary(arena, lesson, LEARN_ROWS, &classifier.vocabulary);
	fill_sheet(arena, lesson, numbers, &classifier.vocabulary, &sheet);
	classifier.examples = sheet.count;
	classifier.sharpness = (float)fit_sharpness(arena, &sheet);
	model = train_sheet(arena, &sheet, PARTS);
	take_weights(arena, model, &classifier);
	free_and_destroy_model(&model);
	take_names(arena, lesson, numbers, &classifier);
	*file = classifier_print(arena, &classifier);
	return OK;
}
