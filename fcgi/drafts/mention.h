/*
 * mention: the cases in which colleagues named somebody by "@" or which they handed over, newest first, until
 * the person says that they were seen.  At most MENTIONS_KEPT an account, for 180 days.  Depends on:
 * model/access, store.
 */
#ifndef DRAFTS_MENTION_H
#define DRAFTS_MENTION_H

#include "model/access.h"

/* In one text; what is named beyond that is not looked at. */
#define MENTIONS_MOST 5
#define MENTIONS_KEPT 100
/* As many are shown at once. */
#define MENTIONS_SHOWN 10

/* The words behind each "@" that begins the text or follows a blank; a blank ends them. */
size_t mentions_in(struct str text, struct str names[MENTIONS_MOST]);
/* Adds it to the changes of the case. */
void mention_add(struct casework *work, struct batch *changes, struct str account, uint64_t n, int64_t at);
/* Seen: it is listed no more. */
enum status mention_drop(struct casework *work, struct str account, uint64_t n);

struct mentions {
	struct case_record list[MENTIONS_SHOWN];
	size_t count;
	int64_t total;
};
/*
 * Those of the viewer that the viewer may still see; others that stand among them are dropped.  total counts
 * all that are kept.
 */
enum status mentions_read(struct casework *work, const struct viewer *viewer, struct mentions *out);
enum status mentions_count(struct casework *work, struct str account, int64_t *total);

#endif
