#include "upkeep/ledger.h"

#include <stdlib.h>

#define uthash_fatal(message) abort()
#include <uthash.h>

#include "store/keys.h"
#include "store/transaction.h"

#define ENTRIES_A_CHUNK 1000
#define KEYS_A_CHUNK "1000"
#define ID_MAX 64

/* One field of a hash in Redis. */
struct counter {
	UT_hash_handle hh;	/* among the counters of its key */
	int64_t number;
	size_t len;
	char field[];
};

/* One hash in Redis. */
struct hash {
	UT_hash_handle hh;
	struct counter *counters;
	size_t len;
	char name[];
};

struct ledger {
	ledger_take take;
	void *context;
	char last[ID_MAX];	/* of the stream, as XRANGE takes it */
	struct hash *keys;
};

struct ledger *ledger_new(ledger_take take, void *context)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		abort();
	ledger->take = take;
	ledger->context = context;
	snprintf(ledger->last, sizeof(ledger->last), "-");
	return ledger;
}

static void free_counters(struct hash *key)
{
	struct counter *counter, *next;

	HASH_ITER(hh, key->counters, counter, next) {
		HASH_DEL(key->counters, counter);
		free(counter);
	}
}

void ledger_free(struct ledger *ledger)
{
	struct hash *key, *next;

	HASH_ITER(hh, ledger->keys, key, next) {
		free_counters(key);
		HASH_DEL(ledger->keys, key);
		free(key);
	}
	free(ledger);
}

static struct hash *find_or_add_hash(struct ledger *ledger, struct str name)
{
	struct hash *key;

	HASH_FIND(hh, ledger->keys, name.data, name.len, key);
	if (key != NULL)
		return key;
	key = calloc(1, sizeof(*key) + name.len);
	if (key == NULL)
		abort();
	key->len = name.len;
	memcpy(key->name, name.data, name.len);
	HASH_ADD_KEYPTR(hh, ledger->keys, key->name, key->len, key);
	return key;
}

static struct counter *find_or_add_counter(struct hash *key, struct str field)
{
	struct counter *counter;

	HASH_FIND(hh, key->counters, field.data, field.len, counter);
	if (counter != NULL)
		return counter;
	counter = calloc(1, sizeof(*counter) + field.len);
	if (counter == NULL)
		abort();
	counter->len = field.len;
	memcpy(counter->field, field.data, field.len);
	HASH_ADD_KEYPTR(hh, key->counters, counter->field, counter->len, counter);
	return counter;
}

void ledger_add(struct ledger *ledger, struct str key, struct str field, int64_t amount)
{
	find_or_add_counter(find_or_add_hash(ledger, key), field)->number += amount;
}

void ledger_look(const struct ledger *ledger, struct casework *work, struct batch *batch, struct str stream,
	size_t most)
{
	struct str args[] = { S("XRANGE"), stream, str_of(ledger->last), S("+"),
		S("COUNT"), num(work->arena, (int64_t)most) };

	batch_add(batch, args, most > 0 ? 6 : 4);
}

size_t ledger_follow(struct ledger *ledger, struct casework *work, const struct result *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		ledger->take(ledger, work, &entries->items[i].items[1], ledger->context);
	if (entries->count > 0)
		snprintf(ledger->last, sizeof(ledger->last), "(%.*s",
			STR_ARG(entries->items[entries->count - 1].items[0].str));
	return entries->count;
}

/* One hash under WATCH, held against its counters. */
struct comparison {
	struct ledger *ledger;
	struct check *check;
	struct hash *key;
	const struct ledger_stream *stream;
	struct finding *wrong;
	size_t count;
};

/* Every counter that the hash has, and every other one that it should have. */
static void compare(struct comparison *comparison, const struct result *pairs)
{
	struct hash *key = comparison->key;

	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		(void)find_or_add_counter(key, pairs->items[i].str);
	comparison->wrong = arena_array(comparison->check->work.arena, HASH_COUNT(key->counters) + 1,
		sizeof(*comparison->wrong));
	comparison->count = 0;
	for (const struct counter *c = key->counters; c != NULL; c = c->hh.next) {
		struct finding f = { .key = { key->name, key->len }, .entry = { c->field, c->len },
			.should = c->number };

		str_to_i64(result_pair(pairs, f.entry), &f.has);
		f.there = f.has != 0;
		f.expected = f.should != 0;
		if (finding_wrong(&f))
			comparison->wrong[comparison->count++] = f;
	}
}

/* Reads the hash under WATCH, and only then the stream up to its end. */
static enum status read_watched(const struct comparison *comparison, const struct result **pairs)
{
	struct casework *work = &comparison->check->work;
	struct str key = { comparison->key->name, comparison->key->len };
	struct str recount = key_recount(work->store, work->arena);
	size_t taken = ENTRIES_A_CHUNK;
	struct result *results;

	while (taken == ENTRIES_A_CHUNK) {
		struct batch batch = batch_in(work->arena);

		WATCH(&batch, key, recount);
		ledger_look(comparison->ledger, work, &batch, comparison->stream->key, ENTRIES_A_CHUNK);
		BATCH(&batch, S("HGETALL"), key);
		BATCH(&batch, S("GET"), recount);
		TRY(store_run(work->store, &batch, &results));
		taken = ledger_follow(comparison->ledger, work, &results[1]);
	}
	*pairs = &results[2];
	return str_eq(results[3].str, str_of(comparison->stream->journal->token)) ? OK : ERR_NOT_NOW;
}

static enum status compare_key(void *context, struct transaction *transaction)
{
	struct comparison *comparison = context;
	const struct result *pairs;

	arena_reset(comparison->check->work.arena);
	TRY(read_watched(comparison, &pairs));
	compare(comparison, pairs);
	finding_mend(comparison->check, comparison->wrong, comparison->count, &transaction->changes);
	return OK;
}

static enum status settle_key(struct ledger *ledger, struct check *check, struct hash *key,
	const struct ledger_stream *stream)
{
	struct comparison comparison = { .ledger = ledger, .check = check, .key = key, .stream = stream };

	TRY(journal_keep(&check->work, stream->journal));
	TRY(transaction_run(check->work.store, check->work.arena, compare_key, &comparison));
	finding_tell(check, comparison.wrong, comparison.count);
	return OK;
}

/* Adds every hash that there is, so that those which should not be there are compared too. */
static enum status add_keys(struct ledger *ledger, struct check *check, struct str prefix)
{
	struct casework *work = &check->work;
	struct str pattern = arena_join(work->arena, prefix, S("*"));
	struct str cursor = S("0");

	do {
		struct batch batch = batch_in(work->arena);
		struct result *results;

		BATCH(&batch, S("SCAN"), cursor, S("MATCH"), pattern, S("COUNT"), S(KEYS_A_CHUNK));
		TRY(store_run(work->store, &batch, &results));
		cursor = results[0].items[0].str;
		for (size_t i = 0; i < results[0].items[1].count; i++)
			(void)find_or_add_hash(ledger, results[0].items[1].items[i].str);
	} while (!str_eq(cursor, S("0")));
	return OK;
}

enum status ledger_settle(struct ledger *ledger, struct check *check, struct str prefix,
	const struct ledger_stream *stream)
{
	TRY(add_keys(ledger, check, prefix));
	/* Those that the stream adds meanwhile come at the end of the list. */
	for (struct hash *key = ledger->keys; key != NULL; key = key->hh.next)
		TRY(settle_key(ledger, check, key, stream));
	return OK;
}
