#include "store/transaction.h"

#include <unistd.h>

#include "base/log.h"
#include "crypt/random.h"
#include "store/keys.h"
#include "store/purge.h"

/* So many lost races cost less when they are run again at once. */
#define AT_ONCE 3
/* The longest wait grows no further after so many. */
#define LONGEST 7

void transaction_watch(struct batch *batch, const struct str *keys, size_t count)
{
	struct str *args = arena_array(batch->arena, count + 1, sizeof(*args));

	args[0] = S("WATCH");
	memcpy(args + 1, keys, count * sizeof(*keys));
	batch_add(batch, args, count + 1);
	batch->watches++;
}

/*
 * After a few lost races the loser waits a random while, longer each time, or the same two would collide
 * again at once.
 */
static void step_back(int race)
{
	if (race > AT_ONCE)
		usleep(random_below(100u << (race < LONGEST ? race : LONGEST)));
}

/*
 * OK once the replicas have all that this process has read so far: before it is said that something is done
 * already, which another process may have committed without hearing that they have it.
 */
static enum status confirm(struct store *store, struct arena *arena)
{
	struct batch batch = batch_in(arena);

	if (!store_waits(store))
		return OK;
	BATCH(&batch, S("SET"), key_confirm(store, arena), S("1"));
	return store_commit(store, &batch, NULL);
}

/* *raced tells a lost race, which may be run again, from an ERR_CONFLICT of the step's own. */
static enum status run_once(struct transaction *transaction, transaction_step step, void *context,
	bool *raced)
{
	enum status status;

	status = step(context, transaction);
	if (status == ERR_ALREADY || (status == OK && transaction->changes.count == 0)) {
		enum status safe = confirm(transaction->store, transaction->changes.arena);

		*raced = safe == ERR_CONFLICT;
		return safe == OK ? status : safe;
	}
	TRY(status);
	if (transaction->purge != NULL)
		purge_tell(transaction->store, &transaction->changes);
	status = store_commit(transaction->store, &transaction->changes, NULL);
	*raced = status == ERR_CONFLICT;
	if (transaction->purge != NULL && (status == OK || status == ERR_AWAY))
		purge_cache(transaction->purge);
	return status;
}

enum status transaction_run(struct store *store, struct arena *arena, transaction_step step, void *context)
{
	enum status status = OK;
	bool raced = true;

	for (int race = 0; race < TRANSACTION_RACES && raced; race++) {
		struct transaction transaction = { .store = store, .changes = batch_in(arena), .race = race };

		raced = false;
		step_back(race);
		status = run_once(&transaction, step, context, &raced);
		store_unwatch(store);
	}
	if (raced)
		log_warn("transaction: lost %d races", TRANSACTION_RACES);
	return status;
}
