/*
 * outcome: how a request for information can end, as one table: the code, the words of the yearly report's
 * table 三 and what the answer rests on (政府信息公开条例 2019; 国办公开办函〔2021〕30号).  Pure data.
 * Depends on: law/remedy.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include "law/remedy.h"

struct outcome {
	const char *code;	/* "deny.secret" */
	const char *group;	/* "（三）不予公开" */
	const char *label;	/* within the group; the group's own words where it has one row */
	const char *note;	/* what the report's form adds to the row's words; NULL: nothing */
	const char *decision;	/* what the letter says was decided */
	const char *basis;	/* the articles it rests on */
	/* Of answers from before the code was split in two, which had no letter; NULL: the same. */
	const char *old_basis;
	const char *old_decision;
	const char *consulted_basis;	/* when a third party was asked; NULL: the same */
	const char *which;		/* among those that share its row of the report; NULL: the row says it */
	const char *more;		/* what an answer must say besides, as a field's label; NULL: nothing */
	enum remedy remedy;
	bool by_time;		/* comes about by itself: nobody chooses it in an answer */
};

/* In the order of the report's rows. */
extern const struct outcome outcomes[];
extern const size_t outcomes_count;

/* NULL for what is no code. */
const struct outcome *outcome_find(struct str code);
/* The same, and which of two that share a row: for whoever chooses. */
struct str outcome_choice(struct arena *arena, const struct outcome *outcome);
/* Whether it gives out information, all or a part of it. */
bool outcome_gives(struct str code);
/* Group and label in one line: "（三）不予公开：1.属于国家秘密", "（一）予以公开". */
struct str outcome_words(struct arena *arena, const struct outcome *outcome);

#endif
