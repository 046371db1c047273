#include "participation/followers.h"

#include "base/json.h"
#include "base/json_print.h"
#include "cases/outbox.h"
#include "crypt/contact.h"
#include "crypt/keyed_hash.h"
#include "model/access.h"
#include "model/answered.h"
#include "privacy/limit.h"
#include "store/keys.h"
#include "store/transaction.h"

#define ADDED_BY_VISITOR 20	/* a day */
#define ADDED_OF_NETWORK 200
#define DAY_SECONDS 86400
#define KEPT_SECONDS "31536000"
#define HANDED_SECONDS "604800"

bool followers_may_come(const struct casework *work, const struct case_record *record)
{
	const struct config *config = work->config;

	return config->notices.follow && (config->notices.mail || config->notices.push) &&
		record->channel == CHANNEL_TOPIC && case_visible(record, &viewer_public) &&
		!answered_stands(record) && record->state != STATE_MERGED;
}

static struct str place_of(struct casework *work, uint64_t n)
{
	return arena_join(work->arena, S("follower:"), num(work->arena, (int64_t)n));
}

enum status followers_seal(struct casework *work, uint64_t n, const struct follower *follower,
	struct str *sealed)
{
	struct value *map = value_map(work->arena);

	map_int(map, "way", follower->way);
	map_str(map, "address", follower->address);
	map_str(map, "kid", follower->kid);
	return contact_seal(work->arena, work->keys, place_of(work, n), json_print(work->arena, map), sealed);
}

enum status followers_open(struct casework *work, uint64_t n, struct str sealed, struct follower *follower)
{
	struct value *map;
	struct str plain;

	TRY(contact_open(work->arena, work->keys, place_of(work, n), sealed, &plain));
	TRY(json_parse(work->arena, plain, &map));
	*follower = (struct follower){ (enum told)map_get_int(map, "way", 0), map_get_str(map, "address"),
		map_get_str(map, "kid") };
	return OK;
}

/* Two who come at the same moment may be one more than FOLLOWERS_MOST. */
enum status followers_check(struct casework *work, uint64_t n)
{
	struct batch batch = batch_in(work->arena);
	struct case_record record;
	struct result *results;

	TRY(case_read_watched(work, &n, 1, &record));
	if (!followers_may_come(work, &record))
		return ERR_NOT_NOW;
	BATCH(&batch, S("HLEN"), key_followers(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	return results[0].integer < FOLLOWERS_MOST ? OK : ERR_TOO_MANY;
}

void followers_join(struct casework *work, struct batch *changes, uint64_t n, struct str id,
	struct str sealed)
{
	struct str key = key_followers(work->store, work->arena, n);

	BATCH(changes, S("HSET"), key, id, sealed);
	BATCH(changes, S("EXPIRE"), key, S(KEPT_SECONDS));
}

enum status followers_know(struct casework *work, uint64_t n, struct str id, bool *known)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HEXISTS"), key_followers(work->store, work->arena, n), id);
	TRY(store_run(work->store, &batch, &results));
	*known = results[0].integer != 0;
	return OK;
}

/* One who comes. */
struct newcomer {
	struct casework *work;
	uint64_t n;
	const struct follower *follower;
};

static enum status join(void *context, struct transaction *transaction)
{
	const struct newcomer *newcomer = context;
	struct casework *work = newcomer->work;
	struct str sealed;

	TRY(followers_check(work, newcomer->n));
	TRY(followers_seal(work, newcomer->n, newcomer->follower, &sealed));
	followers_join(work, &transaction->changes, newcomer->n,
		keys_index(work->arena, work->keys, newcomer->follower->address), sealed);
	return OK;
}

enum status followers_add(struct casework *work, uint64_t n, const struct follower *follower,
	struct str visitor)
{
	struct newcomer newcomer = { work, n, follower };
	struct limit limits[] = {
		limit_of(work, "follow.d.", visitor, ADDED_BY_VISITOR, DAY_SECONDS),
		limit_of_network(work, "follow.a.", ADDED_OF_NETWORK, DAY_SECONDS),
	};

	TRY(limit_spend(work, limits, sizeof(limits) / sizeof(limits[0]), 1));
	return transaction_run(work->store, work->arena, join, &newcomer);
}

/* The topic whose followers have waited longest; 0: none. */
static enum status first_waiting(struct casework *work, uint64_t *n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGE"), key_telling(work->store, work->arena), S("0"), S("0"));
	TRY(store_run(work->store, &batch, &results));
	*n = 0;
	if (results[0].count > 0)
		str_to_u64(results[0].items[0].str, INT64_MAX, n);
	return OK;
}

struct spread {
	struct casework *work;
	uint64_t n;
	size_t count;
};

/* Other processes that hand over the same batch lose the race for it. */
static enum status hand_over(void *context, struct transaction *transaction)
{
	struct spread *spread = context;
	struct casework *work = spread->work;
	struct str from = key_followers(work->store, work->arena, spread->n);
	struct str to = key_followed(work->store, work->arena, spread->n);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	const struct result *list;

	WATCH(&batch, from);
	BATCH(&batch, S("HRANDFIELD"), from, num(work->arena, FOLLOWERS_BATCH), S("WITHVALUES"));
	TRY(store_run(work->store, &batch, &results));
	list = &results[1];
	spread->count = list->count / 2;
	if (spread->count == 0)
		BATCH(&transaction->changes, S("ZREM"), key_telling(work->store, work->arena),
			num(work->arena, (int64_t)spread->n));
	for (size_t i = 0; i + 1 < list->count; i += 2) {
		struct str id = list->items[i].str;

		BATCH(&transaction->changes, S("HSET"), to, id, list->items[i + 1].str);
		BATCH(&transaction->changes, S("HDEL"), from, id);
		outbox_add(work, &transaction->changes, &(struct notice_event){ .kind = NOTICE_FOLLOWED,
			.n = spread->n, .at = work->now, .about = id });
	}
	if (spread->count > 0)
		BATCH(&transaction->changes, S("EXPIRE"), to, S(HANDED_SECONDS));
	return OK;
}

enum status followers_spread(struct casework *work, size_t *count)
{
	struct spread spread = { .work = work };

	*count = 0;
	TRY(first_waiting(work, &spread.n));
	while (spread.n != 0 && *count == 0) {
		TRY(transaction_run(work->store, work->arena, hand_over, &spread));
		*count = spread.count;
		if (*count == 0)
			TRY(first_waiting(work, &spread.n));
	}
	return OK;
}

enum status followers_read(struct casework *work, uint64_t n, struct str id, struct follower *follower)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_followed(work->store, work->arena, n), id);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].str.len == 0)
		return ERR_NOT_FOUND;
	return followers_open(work, n, results[0].str, follower);
}

enum status followers_done(struct casework *work, uint64_t n, struct str id)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HDEL"), key_followed(work->store, work->arena, n), id);
	return store_run(work->store, &batch, &results);
}
