/*
 * due_articles: what falls due of articles as time passes: an approved one goes out at its time, a published
 * one expires.  A round reads only what is due.  Each is an ordinary change by the role "jobs", so a round
 * may run twice, be killed or come late.  Depends on: publish/article_change.
 */
#ifndef UPKEEP_DUE_ARTICLES_H
#define UPKEEP_DUE_ARTICLES_H

#include "publish/article_change.h"

struct due_articles {
	uint64_t released;
	uint64_t expired;
	uint64_t refused;	/* stay due: each is logged */
};

/* One round, added to *done.  Resets the arena after each chunk. */
enum status due_articles_run(struct casework *work, struct due_articles *done);

#endif
