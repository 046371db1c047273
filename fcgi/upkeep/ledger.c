#include "upkeep/ledger.h"

#include <stdlib.h>

#include "store/keys.h"
#include "store/transaction.h"

#define BUCKETS 65536
#define ENTRIES_A_CHUNK 1000
#define KEYS_A_CHUNK "1000"
#define ID_MAX 64

/* A counter, found by "key\nfield"; or a key, which no line feed is in. */
struct node {
	struct node *next;	/* in its bucket */
	struct node *sibling;	/* a counter: the next of its key; a key: its first counter */
	int64_t number;
	size_t key_len;
	size_t len;
	char name[];
};

struct ledger {
	ledger_take take;
	void *context;
	char last[ID_MAX];	/* of the stream, as XRANGE takes it */
	struct node *buckets[BUCKETS];
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

void ledger_free(struct ledger *ledger)
{
	for (size_t i = 0; i < BUCKETS; i++)
		while (ledger->buckets[i] != NULL) {
			struct node *node = ledger->buckets[i];

			ledger->buckets[i] = node->next;
			free(node);
		}
	free(ledger);
}

static uint64_t hash_on(uint64_t hash, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;	/* FNV-1a */
	return hash;
}

static bool is_named(const struct node *node, struct str key, struct str field)
{
	size_t len = field.len > 0 ? key.len + 1 + field.len : key.len;

	return node->len == len && node->key_len == key.len && memcmp(node->name, key.data, key.len) == 0 &&
	       (field.len == 0 || memcmp(node->name + key.len + 1, field.data, field.len) == 0);
}

/* An empty field names the key itself. */
static struct node *find_or_add(struct ledger *ledger, struct str key, struct str field, bool *added)
{
	struct node **bucket = &ledger->buckets[hash_on(hash_on(14695981039346656037u, key), field) % BUCKETS];
	size_t len = field.len > 0 ? key.len + 1 + field.len : key.len;
	struct node *node = *bucket;

	while (node != NULL && !is_named(node, key, field))
		node = node->next;
	*added = node == NULL;
	if (node != NULL)
		return node;
	node = calloc(1, sizeof(*node) + len);
	if (node == NULL)
		abort();
	node->key_len = key.len;
	node->len = len;
	memcpy(node->name, key.data, key.len);
	if (field.len > 0) {
		node->name[key.len] = '\n';
		memcpy(node->name + key.len + 1, field.data, field.len);
	}
	node->next = *bucket;
	*bucket = node;
	return node;
}

void ledger_add(struct ledger *ledger, struct str key, struct str field, int64_t amount)
{
	bool added;
	struct node *counter = find_or_add(ledger, key, field, &added);

	counter->number += amount;
	if (added) {
		struct node *of_key = find_or_add(ledger, key, (struct str){ 0 }, &added);

		counter->sibling = of_key->sibling;
		of_key->sibling = counter;
	}
}

void ledger_look(const struct ledger *ledger, struct casework *work, struct batch *batch, struct str stream, size_t most)
{
	struct str args[] = { S("XRANGE"), stream, str_of(ledger->last), S("+"), S("COUNT"), num(work->arena, (int64_t)most) };

	batch_add(batch, args, most > 0 ? 6 : 4);
}

size_t ledger_follow(struct ledger *ledger, struct casework *work, const struct result *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		ledger->take(ledger, work, &entries->items[i].items[1], ledger->context);
	if (entries->count > 0)
		snprintf(ledger->last, sizeof(ledger->last), "(%.*s", STR_ARG(entries->items[entries->count - 1].items[0].str));
	return entries->count;
}

/* One hash under WATCH, held against its counters. */
struct comparison {
	struct ledger *ledger;
	struct check *check;
	const struct node *of_key;
	const struct ledger_stream *stream;
	struct finding *wrong;
	size_t count;
};

/* Every counter that the hash has, and every other one that it should have. */
static void compare(struct comparison *comparison, const struct result *pairs)
{
	const struct node *of_key = comparison->of_key;
	struct str key = { of_key->name, of_key->len };
	size_t count = 0;

	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		ledger_add(comparison->ledger, key, pairs->items[i].str, 0);
	for (const struct node *c = of_key->sibling; c != NULL; c = c->sibling)
		count++;
	comparison->wrong = arena_array(comparison->check->work.arena, count + 1, sizeof(*comparison->wrong));
	comparison->count = 0;
	for (const struct node *c = of_key->sibling; c != NULL; c = c->sibling) {
		struct finding f = { .key = key, .entry = { c->name + c->key_len + 1, c->len - c->key_len - 1 },
			.should = c->number };

		str_to_i64(result_pair(pairs, f.entry), &f.has);
		f.is = f.has != 0;
		f.ought = f.should != 0;
		if (finding_wrong(&f))
			comparison->wrong[comparison->count++] = f;
	}
}

/* Reads the hash under WATCH, and only then the stream up to its end. */
static enum status read_watched(const struct comparison *comparison, const struct result **pairs)
{
	struct casework *work = &comparison->check->work;
	struct str key = { comparison->of_key->name, comparison->of_key->len };
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

static enum status settle_key(struct ledger *ledger, struct check *check, const struct node *of_key,
	const struct ledger_stream *stream)
{
	struct comparison comparison = { .ledger = ledger, .check = check, .of_key = of_key, .stream = stream };

	TRY(journal_keep(&check->work, stream->journal));
	TRY(transaction_run(check->work.store, check->work.arena, compare_key, &comparison));
	finding_tell(check, comparison.wrong, comparison.count);
	return OK;
}

/* Names every hash that there is, so that those which ought not to be are looked at too. */
static enum status name_keys(struct ledger *ledger, struct check *check, struct str prefix)
{
	struct casework *work = &check->work;
	struct str pattern = arena_join(work->arena, prefix, S("*"));
	struct str cursor = S("0");

	do {
		struct batch batch = batch_in(work->arena);
		struct result *results;
		bool added;

		BATCH(&batch, S("SCAN"), cursor, S("MATCH"), pattern, S("COUNT"), S(KEYS_A_CHUNK));
		TRY(store_run(work->store, &batch, &results));
		cursor = results[0].items[0].str;
		for (size_t i = 0; i < results[0].items[1].count; i++)
			find_or_add(ledger, results[0].items[1].items[i].str, (struct str){ 0 }, &added);
	} while (!str_eq(cursor, S("0")));
	return OK;
}

enum status ledger_settle(struct ledger *ledger, struct check *check, struct str prefix, const struct ledger_stream *stream)
{
	TRY(name_keys(ledger, check, prefix));
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct node *node = ledger->buckets[i]; node != NULL; node = node->next)
			if (node->len == node->key_len)
				TRY(settle_key(ledger, check, node, stream));
	return OK;
}
