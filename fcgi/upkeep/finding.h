/*
 * finding: one entry of a derived sorted set or hash of counters that is not as it should be, found by a
 * recount; how it is corrected and reported.  Depends on: store.
 */
#ifndef UPKEEP_FINDING_H
#define UPKEEP_FINDING_H

#include "model/derive.h"

/* What a recount has come to so far. */
struct recount {
	uint64_t cases;		/* looked at */
	uint64_t wrong;		/* entries that were missing, left over or different */
	void (*report)(const char *line);	/* told of each wrong entry, in English; may be NULL */
};

struct finding {
	struct str key;
	struct str entry;
	uint64_t n;		/* the case that it is about; 0: none */
	/* an entry of a sorted set; else a counter, which counts as missing when it is 0 */
	bool sorted;
	bool there;		/* whether it is there */
	bool expected;		/* whether it should be */
	int64_t has;		/* the score or number */
	int64_t should;		/* what it should be */
};

/* That an entity must stand in move->now (the old places don't count): one each, there and has still to be read. */
size_t finding_expect(struct casework *work, const struct derive_move *move, struct finding *out);

bool finding_wrong(const struct finding *finding);

/* A recount going on. */
struct check {
	struct casework work;	/* with an arena that is emptied after each chunk */
	struct recount *recount;
	bool mend;
};

/*
 * In a step of a transaction that read the findings under WATCH: adds what mends them if the check mends,
 * else a command that changes nothing, so that the commit proves that they were still wrong.
 */
void finding_mend(struct check *check, const struct finding *findings, size_t count, struct batch *changes);

/* Counts and reports them, once that transaction is done. */
void finding_tell(struct check *check, const struct finding *findings, size_t count);

#endif
