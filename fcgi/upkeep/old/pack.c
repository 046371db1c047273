#include "upkeep/old/pack.h"

#include "base/log.h"
#include "compress/frame.h"
#include "compress/strings.h"
#include "model/derive.h"
#include "store/keys.h"
#include "store/packed.h"
#include "store/transaction.h"

#define DUE S("pack")
/* Cases that one commit packs: they share one sync of the disk. */
#define CHUNK 20
/* A dictionary is trained on so many bytes at most, of so many cases spread over all. */
#define SAMPLE_BYTES ((size_t)3 << 20)
#define SAMPLE_CASES 8000
#define CASES_A_READ 100
#define GROWTH 8
/* Where none could be made, it is tried again with so many times the cases. */
#define AGAIN 2
#define ARENA_LIMIT ((size_t)64 << 20)

/* What the jobs keep: cases packed so far, and how many there were for the newest dictionary. */
#define PACKED S("packed")
#define TRAINED S("trained")

static int64_t due_until(const struct casework *work)
{
	return work->now - work->config->cases.pack_days * MS_PER_DAY;
}

/* Whether the record is due to be packed, now that it is read under WATCH. */
static bool is_due(struct casework *work, const struct case_record *record)
{
	struct derive_entry dues[DERIVE_DUES];
	size_t count = record->n != 0 ? derive_dues(work->arena, record, dues) : 0;

	for (size_t i = 0; i < count; i++)
		if (str_eq(dues[i].list, DUE))
			return dues[i].score <= due_until(work);
	return false;
}

/* Lists of samples, one behind the other, and their lengths. */
struct samples {
	struct arena *arena;
	char *bytes;
	size_t used;
	size_t lens[2 * SAMPLE_CASES];
	size_t count;
};

/* Keyed hashes and sealed data aren't alike in two cases, and are to be erased: no dictionary has them. */
static bool is_sample(struct str field)
{
	static const char *const personal[] = { "contact", "dev", "tel", "fil", "code" };

	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++)
		if (str_eq(field, str_of(personal[i])))
			return false;
	return true;
}

static void add_sample(struct samples *samples, struct arena *arena, const struct str *list, size_t count)
{
	struct str sample = strings_write(arena, list, count);

	if (sample.len == 0 || sample.len > SAMPLE_BYTES - samples->used)
		return;
	memcpy(samples->bytes + samples->used, sample.data, sample.len);
	samples->used += sample.len;
	samples->lens[samples->count++] = sample.len;
}

/* results: of case_ask. */
static enum status sample_case(struct samples *samples, struct casework *work, uint64_t n,
	const struct result *results)
{
	struct case_record record;
	struct result plain;
	struct result entries = results[1];
	struct str *strings;
	size_t count = 0;
	enum status status = record_read(work, n, &results[0], &record);

	if (status == OK && !record.packed && !is_due(work, &record))
		return OK;
	if (status == OK)
		status = record_plain(work, n, &results[0], &plain);
	if (status == OK && record.packed)
		status = thread_stored(work, &record, &entries);
	if (status != OK)
		return case_absent(status) ? OK : status;
	strings = arena_array(work->arena, plain.count + entries.count + 1, sizeof(*strings));
	for (size_t i = 0; i + 1 < plain.count; i += 2)
		if (is_sample(plain.items[i].str)) {
			strings[count++] = plain.items[i].str;
			strings[count++] = plain.items[i + 1].str;
		}
	add_sample(samples, work->arena, strings, count);
	for (size_t i = 0; i < entries.count; i++)
		strings[i] = entries.items[i].str;
	add_sample(samples, work->arena, strings, entries.count);
	return OK;
}

/* Ended cases at even distances, the newest first, until there is enough; work has an arena of its own. */
static enum status gather(struct samples *samples, struct casework *work)
{
	uint64_t last;
	uint64_t stride;

	TRY(case_last(work, &last));
	stride = last / SAMPLE_CASES + 1;
	for (uint64_t n = last; n > 0 && samples->used < SAMPLE_BYTES;) {
		struct batch batch;
		struct result *results;
		uint64_t numbers[CASES_A_READ];
		size_t count = 0;

		arena_reset(work->arena);
		batch = batch_in(work->arena);
		for (; n > 0 && count < CASES_A_READ; n -= n < stride ? n : stride) {
			numbers[count++] = n;
			case_ask(work, &batch, n);
		}
		TRY(store_run(work->store, &batch, &results));
		for (size_t i = 0; i < count; i++)
			TRY(sample_case(samples, work, numbers[i], &results[2 * i]));
	}
	return OK;
}

/*
 * Stores a dictionary; cases: how many there are that it is for.  That is noted also when none could be made,
 * or each round would read all samples again.
 */
static enum status train(struct casework *work, const struct samples *samples, uint32_t id, int64_t cases,
	uint32_t *trained)
{
	struct batch changes = batch_in(work->arena);
	struct str dictionary;

	bool made = dictionary_train(work->arena, (struct str){ samples->bytes, samples->used },
		samples->lens, samples->count, id, &dictionary);

	*trained = 0;
	if (made)
		packed_keep_dictionary(work->store, &changes, id, dictionary);
	else
		log_warn("jobs: no dictionary can be made of %zu samples", samples->count);
	BATCH(&changes, S("HSET"), key_jobs(work->store, work->arena), TRAINED, num(work->arena, cases));
	TRY(store_commit(work->store, &changes, NULL));
	*trained = made ? id : 0;
	return OK;
}

static enum status renew_dictionary(struct casework *work, uint32_t id, int64_t cases, uint32_t *trained)
{
	struct casework own = *work;
	struct samples *samples = ARENA_NEW(work->arena, struct samples);
	enum status status;

	samples->bytes = arena_alloc(work->arena, SAMPLE_BYTES);
	own.arena = arena_new(ARENA_LIMIT);
	status = gather(samples, &own);
	arena_free(own.arena);
	return status == OK ? train(work, samples, id, cases, trained) : status;
}

/* The dictionary to pack with, by its id; 0: there are too few cases yet. */
static enum status choose_dictionary(struct casework *work, struct pack_round *round, uint32_t *id)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t packed = 0;
	int64_t trained = 0;

	BATCH(&batch, S("ZCOUNT"), key_due(work->store, work->arena, DUE), S("-inf"),
		num(work->arena, due_until(work)));
	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), PACKED);
	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), TRAINED);
	TRY(store_run(work->store, &batch, &results));
	str_to_i64(results[1].str, &packed);
	str_to_i64(results[2].str, &trained);
	packed += results[0].integer;
	TRY(packed_newest(work->store, work->arena, id));
	if (packed >= PACK_CASES_LEAST && packed / (*id == 0 ? AGAIN : GROWTH) >= trained &&
		*id + 1 < DICTIONARIES_MOST && round->packed == 0) {
		TRY(renew_dictionary(work, *id + 1, packed, &round->trained));
		*id += round->trained != 0;
	}
	return OK;
}

/* Cases that are due, as a step of a transaction packs them. */
struct chunk {
	struct casework *work;
	uint32_t dictionary;	/* its id */
	uint64_t numbers[CHUNK];
	size_t count;
	uint64_t packed;
	uint64_t refused;
};

static void move(struct casework *work, struct batch *changes, const struct case_record *before)
{
	struct case_record after = *before;

	after.packed = true;
	derive_case_move(work, changes, before, &after);
}

static enum status pack_chunk(void *context, struct transaction *transaction)
{
	struct chunk *chunk = context;
	struct casework *work = chunk->work;
	struct batch *changes = &transaction->changes;
	struct batch batch = batch_in(work->arena);
	struct str keys[2 * CHUNK];
	struct dictionary *dictionary;
	struct result *results;

	chunk->packed = chunk->refused = 0;
	for (size_t i = 0; i < chunk->count; i++) {
		keys[2 * i] = key_case(work->store, work->arena, chunk->numbers[i]);
		keys[2 * i + 1] = key_thread(work->store, work->arena, chunk->numbers[i]);
	}
	transaction_watch(&batch, keys, 2 * chunk->count);
	for (size_t i = 0; i < chunk->count; i++)
		case_ask(work, &batch, chunk->numbers[i]);
	TRY(store_run(work->store, &batch, &results));
	/* Behind all that is read: a link that breaks closes its dictionaries. */
	TRY(packed_dictionary(work->store, work->arena, chunk->dictionary, &dictionary));
	results++;
	for (size_t i = 0; i < chunk->count; i++, results += 2) {
		struct case_record record;
		enum status status = record_read(work, chunk->numbers[i], &results[0], &record);

		if (status == OK)
			status = !is_due(work, &record) ? ERR_NOT_NOW :
				record_pack(work, changes, record.n, &results[0], &results[1],
					dictionary);
		if (status == OK) {
			move(work, changes, &record);
			chunk->packed++;
		} else if (status == ERR_TOO_LARGE || status == ERR_NOT_NOW || case_absent(status)) {
			chunk->refused++;
		} else {
			return status;
		}
	}
	if (chunk->packed > 0)
		BATCH(changes, S("HINCRBY"), key_jobs(work->store, work->arena), PACKED,
			num(work->arena, (int64_t)chunk->packed));
	return OK;
}

/* The next cases that are due, behind those that were refused. */
static enum status read_due(struct casework *work, const struct pack_round *round, struct chunk *chunk)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGEBYSCORE"), key_due(work->store, work->arena, DUE), S("-inf"),
		num(work->arena, due_until(work)), S("LIMIT"), num(work->arena, (int64_t)round->refused),
		num(work->arena, CHUNK));
	TRY(store_run(work->store, &batch, &results));
	chunk->count = results[0].count;
	for (size_t i = 0; i < chunk->count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &chunk->numbers[i]);
	return OK;
}

enum status pack_run(struct casework *work, struct pack_round *round)
{
	struct chunk chunk = { .work = work };

	round->complete = true;
	TRY(read_due(work, round, &chunk));
	if (chunk.count == 0)
		return OK;
	TRY(choose_dictionary(work, round, &chunk.dictionary));
	if (chunk.dictionary == 0)
		return OK;
	TRY(transaction_run(work->store, work->arena, pack_chunk, &chunk));
	round->packed += chunk.packed;
	round->refused += chunk.refused;
	round->complete = false;
	return OK;
}
