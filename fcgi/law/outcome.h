/*
 * outcome: how a request for information can end, as one table: the code, the words of the yearly report's
 * table 三 and what the answer rests on (政府信息公开条例 2019; 国办公开办函〔2021〕30号); and its grounds:
 * what whoever drafts the answer chooses from a list besides.  Pure data and functions.  Depends on:
 * law/remedy.
 */
#ifndef LAW_OUTCOME_H
#define LAW_OUTCOME_H

#include "law/remedy.h"

/* How long is what an outcome must say besides, in characters. */
enum { MORE_MIN = 2, MORE_MAX = 300 };

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
	bool more_optional;
	/* What grounds its answer chooses among, as a field's label; NULL: nothing. */
	const char *grounds;
	const char *old_more;		/* the label of more in answers without grounds; NULL: the same */
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

/*
 * A ground: an article on which parts rest that a partial answer withholds (条例 14 to 16, 36 to 39), or a
 * kind of process information (16(2)).  A record and an answer keep the codes, joined by commas; none: it is
 * from before they were chosen.
 */
struct ground {
	const char *code;	/* "third_party" */
	const char *outcome;	/* whose choice it is */
	const char *label;
	const char *article;	/* "第十五条"; NULL: none besides the outcome's */
	bool review_first;	/* one of articles 14 to 16 */
};

/* Each outcome's together, in the order of their articles. */
extern const struct ground grounds[];
extern const size_t grounds_count;

/* The codes of the outcome among those, once each; the others belong to outcomes that weren't chosen. */
struct str grounds_of(struct arena *arena, const struct outcome *outcome, struct str codes);
/* NULL for what is no code. */
const char *ground_label(struct str code);
/* Whether code is among codes. */
bool grounds_have(struct str codes, struct str code);

/* "属于国家秘密（第十四条）、涉及第三方合法权益（第十五条）", for a letter and whoever approves it. */
struct str grounds_words(struct arena *arena, struct str codes);
/*
 * What the decision rests on: with grounds these articles alone and the outcome's; a third party that was
 * asked adds article 32 where one is withheld for its sake.
 */
struct str grounds_basis(struct arena *arena, const struct outcome *outcome, struct str codes,
	bool asked_third_party);
/* What can be done against it; *articles: those of 14 to 16 among them, for remedy_words. */
enum remedy grounds_remedy(struct arena *arena, const struct outcome *outcome, struct str codes,
	struct str *articles);

/*
 * What an answer with that outcome lacks: the field of its form, and *why as a sentence; NULL: nothing.
 * more and codes as they would be kept.
 */
const char *grounds_lacking(struct arena *arena, const struct outcome *outcome, struct str more,
	struct str codes, struct str *why);

#endif
