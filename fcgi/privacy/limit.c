#include "privacy/limit.h"

#include "base/clock.h"
#include "crypt/keyed_hash.h"
#include "store/keys.h"

struct limit limit_of(struct casework *work, const char *kind, struct str who, int most, int seconds)
{
	struct str hash = keys_index(work->arena, work->keys, who);

	return (struct limit){
		.key = key_limit(work->store, work->arena, arena_join(work->arena, str_of(kind), hash)),
		.seconds = seconds,
		.most = most,
	};
}

struct limit limit_of_network(struct casework *work, const char *kind, int most, int seconds)
{
	return work->network.len > 0 ? limit_of(work, kind, work->network, most, seconds) :
		(struct limit){ 0 };
}

void limit_look(struct batch *batch, struct limit *limit)
{
	limit->at = batch->count;
	if (limit->key.len == 0)
		return;
	BATCH(batch, S("GET"), limit->key);
	BATCH(batch, S("PTTL"), limit->key);
}

bool limit_reached(const struct limit *limit, const struct result *results)
{
	int64_t count;

	if (limit->key.len == 0 || !str_to_i64(results[limit->at].str, &count) || count < limit->most)
		return false;
	/* Within a minute the clock is only being kept right. */
	return results[limit->at + 1].integer <= (int64_t)limit->seconds * 1000 + MS_PER_MINUTE;
}

void limit_count(struct batch *batch, const struct limit *limit)
{
	if (limit->key.len == 0)
		return;
	BATCH(batch, S("INCR"), limit->key);
	/* LT: sets a new counter's end, and brings one nearer that the clock, put back, left too far away. */
	BATCH(batch, S("EXPIRE"), limit->key, num(batch->arena, limit->seconds), S("LT"));
}

static enum status judge(const struct limit *limits, size_t count, const struct result *results)
{
	for (size_t i = 0; i < count; i++)
		if (limit_reached(&limits[i], results))
			return ERR_TOO_MANY;
	return OK;
}

enum status limit_check(struct casework *work, struct limit *limits, size_t count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		limit_look(&batch, &limits[i]);
	TRY(store_run(work->store, &batch, &results));
	return judge(limits, count, results);
}

enum status limit_note(struct casework *work, const struct limit *limits, size_t count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		limit_count(&batch, &limits[i]);
	return store_run(work->store, &batch, &results);
}

enum status limit_spend(struct casework *work, struct limit *limits, size_t count, size_t amount)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++) {
		limit_look(&batch, &limits[i]);
		for (size_t times = 0; times < amount; times++)
			limit_count(&batch, &limits[i]);
	}
	TRY(store_commit(work->store, &batch, &results));
	return judge(limits, count, results);
}
