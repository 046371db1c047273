/*
 * finding: one entry of a derived sorted set or hash of counters that is not as it ought to be, found by a recount; how it
 * is mended and told.  Depends on: store.
 */
#ifndef UPKEEP_FINDING_H
#define UPKEEP_FINDING_H

#include "upkeep/recount.h"

struct finding {
	struct str key;
	struct str entry;
	uint64_t n;		/* the case that it is about; 0: none */
	bool sorted;		/* an entry of a sorted set; else a counter, which counts as missing when it is 0 */
	bool is;		/* whether it is there */
	bool ought;		/* whether it ought to be */
	int64_t has;		/* the score or number */
	int64_t should;
};

bool finding_wrong(const struct finding *finding);

/* A recount going on. */
struct check {
	struct casework work;	/* with an arena that is emptied after each chunk */
	struct recount *recount;
	bool mend;
};

/*
 * In a step of a transaction that read the findings under WATCH: adds what mends them if the check mends, else a command that
 * changes nothing, so that the commit proves that they were still wrong.
 */
void finding_mend(struct check *check, const struct finding *findings, size_t count, struct batch *changes);

/* Counts and reports them, once that transaction is done. */
void finding_tell(struct check *check, const struct finding *findings, size_t count);

#endif
