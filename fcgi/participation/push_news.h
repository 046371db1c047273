/*
 * push_news: what a browser that got an empty push message is told when it asks: which case.  Named by the
 * device's id, which only that browser was given; forgotten after a week.  Depends on: store.
 */
#ifndef PARTICIPATION_PUSH_NEWS_H
#define PARTICIPATION_PUSH_NEWS_H

#include "model/casework.h"

/* follows: of a topic of somebody else's. */
enum status push_news_put(struct casework *work, struct str device, uint64_t n, bool follows);
/* The case that the device was told of last.  ERR_NOT_FOUND: none lately. */
enum status push_news_read(struct casework *work, struct str device, uint64_t *n,
	bool *follows);

#endif
