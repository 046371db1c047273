/*
 * merge: duplicates.  Where a merged case went in the end, and what was merged into one.  A merged case keeps
 * its own supports and comments, so that undoing the merge gives back what was.  Depends on: model/access,
 * store.
 */
#ifndef CASES_MERGE_H
#define CASES_MERGE_H

#include "cases/attempt.h"
#include "store/rounds.h"

/* The end of a chain of merges: the case that is worked on instead. */
struct merge_end {
	struct case_record record;	/* n 0: not merged, or the viewer may not see that case */
	struct value *thread;		/* with the record */
	bool over;			/* nobody works on that case: it was declined or withdrawn */
};
/* Follows record to the end of its chain.  ERR_AWAY. */
enum status merge_end(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	struct merge_end *end);

#define MERGED_MOST 100
/*
 * What was merged into case n, also by way of others, nearest first; at most MERGED_MOST: a part of what is
 * read together. A round for the case's own list, and one for each link of the longest chain.
 */
struct merged_part {
	struct casework *work;
	uint64_t n;
	bool begun;
	size_t count;			/* found so far */
	size_t read;			/* of them, those in records */
	uint64_t numbers[MERGED_MOST];
	struct case_record *records;	/* MERGED_MOST; n 0: gone */
};
struct merged_part merged_part(struct casework *work, uint64_t n);
void merged_ask(void *self, struct batch *batch);
enum status merged_take(void *self, const struct result *results);

/* How many cases were merged directly into case n; the list is watched till the commit. */
enum status merge_watch(struct casework *work, uint64_t n, int64_t *count);

/* The effects of the two actions. */
enum status effect_merge(struct attempt *attempt, struct case_edit *edit);
enum status effect_unmerge(struct attempt *attempt, struct case_edit *edit);

#endif
