/*
 * emergency: an emergency publication (紧急发布) as part of an article's record: one person published a
 * version with a reason, and another person must review it within a working day (补审).  The task stays until
 * somebody who neither wrote nor published that version confirms it or takes the article down.  Pure.
 * Depends on: base/workdays, model/derive.
 */
#ifndef PUBLISH_EMERGENCY_H
#define PUBLISH_EMERGENCY_H

#include "base/workdays.h"
#include "model/derive.h"

/* Working days after an emergency publication in which it must be reviewed. */
#define EMERGENCY_REVIEW_DAYS 1

/* The latest one of an article.  Times are ms since 1970 UTC. */
struct emergency {
	struct str by;		/* account that published it; empty: there never was one */
	int64_t at;
	struct str reason;
	int64_t version;	/* of the article, that it published */
	struct str hash;	/* article_text_hash of that version */
	struct str writers;	/* who wrote or published it, with commas between */
	int64_t due;		/* last moment for the review; 0: it was reviewed */
	struct str reviewed_by;
	int64_t reviewed;
};

/* What is said of one that is being published: who wrote in it, which version it is, its hash. */
struct emergency_facts {
	struct str by;
	struct str reason;
	struct str writers;
	int64_t version;
	struct str hash;
};
/* Opens the task. */
void emergency_open(struct emergency *emergency, const struct emergency_facts *facts,
	const struct workdays *calendar, int64_t now);
/* Closes it. */
void emergency_close(struct emergency *emergency, struct str by, int64_t now);

/* Whether it waits for its review. */
bool emergency_waits(const struct emergency *emergency);
/* Whether this account neither wrote nor published it, and so may review it. */
bool emergency_others(const struct emergency *emergency, struct str account);

#define EMERGENCY_PLACES 1
/* The list of articles (key_articles) whose emergency publication waits for its review, by its last moment. */
#define ARTICLES_EMERGENCY "due:confirm"
size_t emergency_places(const struct emergency *emergency, struct derive_entry out[EMERGENCY_PLACES]);

#endif
