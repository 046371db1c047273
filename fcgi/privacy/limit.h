/*
 * limit: how often one device, phone, account or network may do a thing in a time.  A counter with an expiry
 * in Redis, named by keyed hash; counted in the same commit as the thing itself, or before it.  A
 * counter that expires later than its period allows was set before the wall clock was put back; it is
 * ignored.  Depends on: store, crypt/keys.
 */
#ifndef PRIVACY_LIMIT_H
#define PRIVACY_LIMIT_H

#include "model/casework.h"

struct limit {
	struct str key;		/* empty: no limit */
	int seconds;
	int64_t most;
	size_t at;		/* where limit_look put its two commands */
};

/* At most `most` a period of `seconds`; kind tells counters apart, who is hashed. */
struct limit limit_of(struct casework *work, const char *kind, struct str who, int most, int seconds);
/* The same for all who come from the visitor's network; staff's tools, which have none, it doesn't hold. */
struct limit limit_of_network(struct casework *work, const char *kind, int most, int seconds);
/* Adds the question to a batch; then limit_reached reads its answer. */
void limit_look(struct batch *batch, struct limit *limit);
bool limit_reached(const struct limit *limit, const struct result *results);
/* Adds the counting to the commit. */
void limit_count(struct batch *batch, const struct limit *limit);
/* ERR_TOO_MANY when one is reached; counts nothing. */
enum status limit_check(struct casework *work, struct limit *limits, size_t count);
/* Counts once for each. */
enum status limit_note(struct casework *work, const struct limit *limits, size_t count);
/* Counts at once, before what costs is done, amount times each: ERR_TOO_MANY when one was reached before. */
enum status limit_spend(struct casework *work, struct limit *limits, size_t count, size_t amount);

#endif
