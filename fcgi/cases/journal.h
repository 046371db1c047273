/*
 * journal: lets a recount prove the tallies while others commit.  As long as a recount runs, its token stands
 * in Redis; every commit WATCHes and reads it, and then also writes what it changes of the tallies to the
 * journal of that token, a stream. The commit and the recount's reading are both transactions, so the recount
 * knows of each change whether it came before or after it read the case.  The token lapses a minute after its
 * recount was killed, the journal some time later. Depends on: model/derive, store.
 */
#ifndef CASES_JOURNAL_H
#define CASES_JOURNAL_H

#include "model/derive.h"

#define JOURNAL_TOKEN 20

struct journal {
	char token[JOURNAL_TOKEN + 1];	/* empty: none is kept */
	int64_t kept;	/* when its expiry was last put off, by clock_steady() */
};

/* Begins one.  ERR_ALREADY while another recount runs, or was killed less than a minute ago. */
enum status journal_open(struct casework *work, struct journal *journal);
bool journal_kept(const struct journal *journal);
/* Puts off its expiry when it is time to; to be called every few seconds at least. */
enum status journal_keep(struct casework *work, struct journal *journal);
/* Ends it. */
void journal_close(struct casework *work, const struct journal *journal);

/* In a commit: what it adds to the tallies because case n changed. */
void journal_write(struct casework *work, struct batch *batch, struct str token, uint64_t n,
	const struct derive_tally *sums, size_t count);

#endif
