/*
 * picks: the topics that an article lists, as a digest (微问政消息) does: their numbers, and the index by
 * which a topic's page finds the articles that list it.  Only the numbers are kept; the topics are read when
 * the article is shown, so that one that is no longer public vanishes from it.  Pure.  Depends on:
 * model/derive.
 */
#ifndef PUBLISH_PICKS_H
#define PUBLISH_PICKS_H

#include "model/derive.h"

#define PICKS_MOST 20

struct picks {
	uint64_t list[PICKS_MOST];	/* numbers of cases, in the order in which they are shown */
	size_t count;
};

/* Of the text that picks_print made: "12,7"; what is no number is passed over. */
void picks_read(struct str text, struct picks *out);
struct str picks_print(struct arena *arena, const struct picks *picks);
/* Adds one, once; false when there is no room. */
bool picks_add(struct picks *picks, uint64_t n);

/* The index of the articles that list case n. */
struct str picks_index(struct arena *arena, uint64_t n);
/* Where an article that lists these stands; gives their number. */
size_t picks_places(struct arena *arena, struct str text, int64_t published,
	struct derive_entry out[PICKS_MOST]);

#endif
