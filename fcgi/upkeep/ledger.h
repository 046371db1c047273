/*
 * ledger: what counters ought to be, added up one by one, and kept true meanwhile by following a stream of what
 * changes them; then held against the hashes in Redis.  Memory grows with the number of different counters (days, departments,
 * accounts), not of cases.  Depends on: upkeep/finding, cases/journal.
 */
#ifndef UPKEEP_LEDGER_H
#define UPKEEP_LEDGER_H

#include "upkeep/finding.h"
#include "cases/journal.h"

struct ledger;

/* What one entry of the stream changes: calls ledger_add. */
typedef void (*ledger_take)(struct ledger *ledger, struct casework *work, const struct result *pairs, void *context);

struct ledger *ledger_new(ledger_take take, void *context);
void ledger_free(struct ledger *ledger);

void ledger_add(struct ledger *ledger, struct str key, struct str field, int64_t amount);

/* Adds the command that reads what is new in the stream, at most `most` entries if that isn't 0. */
void ledger_look(const struct ledger *ledger, struct casework *work, struct batch *batch, struct str stream, size_t most);
/* Takes what that command gave; how many entries it was. */
size_t ledger_follow(struct ledger *ledger, struct casework *work, const struct result *entries);

/* What changes the counters meanwhile; and the journal of this recount, which must stand to the end. */
struct ledger_stream {
	struct str key;
	struct journal *journal;
};

/*
 * Holds every hash whose name begins with prefix, and every one that ought to be, against the ledger.  Sound beside commits:
 * each hash is WATCHed before the stream is read up to its end, so one that still disagrees while the WATCH holds is wrong.
 * Empties the check's arena.  ERR_NOT_NOW when the journal has lapsed.
 */
enum status ledger_settle(struct ledger *ledger, struct check *check, struct str prefix, const struct ledger_stream *stream);

#endif
