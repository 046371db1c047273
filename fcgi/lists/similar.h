/*
 * similar: topics that may well be about the same matter as another: of the same category, still worked on or
 * answered, with a title much like its own.  A suggestion for the reviewer, never a decision.  Depends on:
 * lists/listing, base/text.
 */
#ifndef LISTS_SIMILAR_H
#define LISTS_SIMILAR_H

#include "model/record.h"
#include "store/rounds.h"

/*
 * How much two titles have in common, 0–1000: twice the pairs of neighbouring characters that both have, over
 * all of them (Dice's coefficient).  Chinese needs no words to be cut for it.
 */
int title_likeness(struct arena *arena, struct str one, struct str other);

#define SIMILAR_MOST 5
/* Of so many newest topics of the category. */
#define SIMILAR_LOOKED 200
/*
 * The closest among them, closest first, as a part of what is read together; two rounds.  None for other
 * channels.
 */
struct similar_part {
	struct casework *work;
	const struct case_record *record;	/* NULL: not wanted, or not yet known */
	int rounds;				/* done */
	size_t looked;
	uint64_t numbers[SIMILAR_LOOKED];
	size_t count;
	struct case_record topics[SIMILAR_MOST];
};
void similar_ask(void *self, struct batch *batch);
enum status similar_take(void *self, const struct result *results);

#endif
