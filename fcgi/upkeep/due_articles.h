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
	uint64_t turned;	/* documents that came into force, or went out of it */
	uint64_t refused;	/* stay due: each is logged */
};

/* Documents of an older version that are looked at, the newest of those in force. */
#define DUE_ARTICLES_DATED 500
/*
 * Documents that a version before published, which knew no later validity, get theirs and the day on which it
 * changes; adds them to done->turned.  Marks in Redis that it is done, and does nothing then.  Resets the
 * arena.
 */
enum status due_articles_date(struct casework *work, struct due_articles *done);

/* One round, added to *done.  Resets the arena after each chunk. */
enum status due_articles_run(struct casework *work, struct due_articles *done);

#endif
