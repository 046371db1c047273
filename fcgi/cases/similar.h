/*
 * similar: topics that may well be about the same matter as another: of the same category, still worked on or answered, with a
 * title much like its own.  A suggestion for the reviewer, never a decision.  Depends on: cases/listing, base/text.
 */
#ifndef CASES_SIMILAR_H
#define CASES_SIMILAR_H

#include "cases/record.h"

/*
 * How much two titles have in common, 0–1000: twice the pairs of neighbouring characters that both have, over all of them
 * (Dice's coefficient).  Chinese needs no words to be cut for it.
 */
int title_likeness(struct arena *arena, struct str one, struct str other);

#define SIMILAR_MOST 5
/* The likest among the category's newest topics, likest first; none for other channels.  ERR_AWAY. */
enum status similar_topics(struct casework *work, const struct case_record *record, struct case_record out[SIMILAR_MOST],
	size_t *count);

#endif
