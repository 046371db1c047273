/*
 * digest: what makes an article a digest (微问政消息): its column, the topics that it lists (publish/picks),
 * the figures of the days that it tells of.  In everything else it is an article as any other.  Depends on:
 * publish/picks, publish/article, model/access.
 */
#ifndef PUBLISH_DIGEST_H
#define PUBLISH_DIGEST_H

#include "model/access.h"

/* The column whose articles are digests, and count as such. */
#define DIGEST_COLUMN "digest"

/*
 * Turns case numbers as people write them, short or whole, with blanks or commas between, into what
 * publish/picks reads.  ERR_INVALID: *wrong says in Chinese which is no answered topic that the public sees,
 * or that there are too many.
 */
enum status digest_tidy_cases(struct casework *work, struct str *text, struct str *wrong);

/* How many were published, and are still to be read, from one day to another, both included. */
enum status digest_count(struct casework *work, int32_t from, int32_t to, int64_t *count);

/* What happened to topics in some days. */
struct digest_sums {
	int64_t in;
	int64_t leads;		/* assigned for the first time */
	int64_t done;		/* answered for the first time */
	int64_t on_time;	/* of these */
};
#define DIGEST_SUMS_DAYS 100	/* at most */
/* Of the days from one to another, both included; of more than DIGEST_SUMS_DAYS all 0.  One round trip. */
enum status digest_sums_read(struct casework *work, int32_t from, int32_t to, struct digest_sums *out);

#endif
