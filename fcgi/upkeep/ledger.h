/*
 * ledger: the sums that counters in Redis should have, added up from the cases and kept current by following
 * a stream of their changes, then compared with the hashes in Redis.  Memory grows with the number of
 * counters (days, departments, accounts), not with that of cases.  Depends on: upkeep/finding, cases/journal.
 */
#ifndef UPKEEP_LEDGER_H
#define UPKEEP_LEDGER_H

#include "upkeep/finding.h"
#include "cases/journal.h"

struct ledger;

/* Called for each entry of the stream: adds by ledger_add what the entry changes. */
typedef void (*ledger_take)(struct ledger *ledger, struct casework *work, const struct result *pairs,
	void *context);

struct ledger *ledger_new(ledger_take take, void *context);
void ledger_free(struct ledger *ledger);

void ledger_add(struct ledger *ledger, struct str key, struct str field, int64_t amount);

/* Adds the command that reads what is new in the stream, at most `most` entries if that isn't 0. */
void ledger_look(const struct ledger *ledger, struct casework *work, struct batch *batch, struct str stream,
	size_t most);
/* Takes the result of that command; gives the number of entries. */
size_t ledger_follow(struct ledger *ledger, struct casework *work, const struct result *entries);

/* The stream of changes, and the journal of this recount, which must not lapse before the end. */
struct ledger_stream {
	struct str key;
	struct journal *journal;
};

/*
 * Compares every hash whose name begins with prefix, and every hash of the ledger, with the ledger.  Correct
 * beside running workers: each hash is WATCHed before the stream is read to its end, so a hash that differs
 * while the WATCH holds is wrong.  Empties the check's arena.  ERR_NOT_NOW when the journal has lapsed.
 */
enum status ledger_settle(struct ledger *ledger, struct check *check, struct str prefix,
	const struct ledger_stream *stream);

#endif
