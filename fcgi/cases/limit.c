#include "cases/limit.h"

#include "store/keys.h"

struct limit limit_of(struct casework *work, const char *kind, struct str who, int most, int seconds)
{
	struct str hash = keys_index(work->arena, work->keys, who);

	return (struct limit){
		.key = key_limit(work->store, work->arena, arena_join(work->arena, str_of(kind), hash)),
		.seconds = num(work->arena, seconds),
		.most = most,
	};
}

void limit_look(struct batch *batch, struct limit *limit)
{
	limit->at = batch->count;
	if (limit->key.len > 0)
		BATCH(batch, S("GET"), limit->key);
}

bool limit_reached(const struct limit *limit, const struct result *results)
{
	int64_t count;

	return limit->key.len > 0 && str_to_i64(results[limit->at].str, &count) && count >= limit->most;
}

void limit_count(struct batch *batch, const struct limit *limit)
{
	if (limit->key.len == 0)
		return;
	BATCH(batch, S("INCR"), limit->key);
	BATCH(batch, S("EXPIRE"), limit->key, limit->seconds, S("NX"));
}
