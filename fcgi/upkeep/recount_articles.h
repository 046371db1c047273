/*
 * recount_articles: proves the lists of articles, and what the jobs must do with them, from the articles'
 * records, as part of a recount; likewise the addresses that articles had on an older portal; finds files
 * that nothing needs, and since when each document is interpreted.  Reads every article, in chunks of
 * constant memory.  Depends on: upkeep/places, upkeep/due_files, publish/interpretation.
 */
#ifndef UPKEEP_RECOUNT_ARTICLES_H
#define UPKEEP_RECOUNT_ARTICLES_H

#include "upkeep/places.h"

/* keep and context are as in upkeep/places; check's arena is emptied after each chunk. */
enum status recount_articles(const struct check *check, struct arena *look,
	enum status (*keep)(void *context), void *context);

#endif
