/*
 * eval: how well suggestions do on posts whose label and whose like are known.  Labels: five parts fixed by
 * a hash of the post's id, each guessed by a model that learned from the other four and from the texts
 * without a label; never from the part itself.  "Already asked?": each post is asked against all the
 * others.  Depends on: suggest/learn, suggest/similar.
 */
#ifndef SUGGEST_EVAL_H
#define SUGGEST_EVAL_H

#include "suggest/learn.h"
#include "suggest/similar.h"

/* One case that was judged. */
struct judged {
	struct str id;
	struct str same;	/* its group; empty: none is known to be the same */
	struct example example;
};

struct eval_figures {
	size_t labelled;
	size_t labels;
	double macro_f1;	/* shares are 0–1 */
	double top_1;
	double top_3;
	double covered;		/* of those with a label: where the model speaks */
	double covered_top_1;	/* of those: how often it is right */
	double confidence;	/* from which it speaks, so that it does in four of five */
	size_t grouped;
	double found_3;		/* of a group's members: another one is among the first three */
	double spoken_3;	/* the same, and the suggestion speaks */
	size_t alone;		/* posts without a group */
	double idle;		/* of those: the suggestion speaks */
	double guess_p95;	/* ms for one post's labels */
	double similar_p95;	/* ms for one post's like */
};

/* ERR_NOT_NOW: too few labels to learn from. */
enum status eval_labels(const struct judged *list, size_t count, const struct lesson *lesson,
	struct eval_figures *out);
/* Nothing is set when no post has a group. */
void eval_similar(const struct judged *list, size_t count, struct eval_figures *out);

#endif
