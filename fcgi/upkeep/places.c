#include "upkeep/places.h"

#include "store/transaction.h"

#define PAIRS_A_CHUNK "200"
#define KEYS_A_CHUNK "1000"
#define NAMES_MEMORY ((size_t)64 << 20)

/* Reads their scores and keeps those that are wrong. */
static enum status keep_wrong(struct casework *work, struct finding *findings, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		BATCH(&batch, S("ZSCORE"), findings[i].key, findings[i].entry);
	if (*count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < *count; i++) {
		struct finding f = findings[i];

		/* A score that is not a whole number differs from all that is expected. */
		f.there = results[i].type == RESULT_STR;
		f.has = -1;
		if (f.there)
			str_to_i64(results[i].str, &f.has);
		if (finding_wrong(&f))
			findings[kept++] = f;
	}
	*count = kept;
	return OK;
}

/* What is read again under WATCH: all places of some entities, or some members of one sorted set. */
struct suspects {
	struct str key;		/* empty: all places */
	struct str *members;	/* of key */
	uint64_t *numbers;	/* the entities; 0 for a member that is no number */
	size_t count;
};

static bool stands_in(const struct place_kind *kind, struct casework *work, const void *record,
	struct str key)
{
	struct finding *places = arena_array(work->arena, kind->most, sizeof(*places));
	size_t count = kind->expect(work, record, places);

	for (size_t i = 0; i < count; i++)
		if (str_eq(places[i].key, key))
			return true;
	return false;
}

/* One look at suspects under WATCH. */
struct look {
	struct check check;	/* with an arena for this look alone */
	const struct place_kind *kind;
	const struct suspects *suspects;
	struct finding *wrong;
	size_t count;
};

/* The suspects are read under WATCH, then what is wrong with them. */
static enum status look_watched(struct look *look)
{
	struct casework *work = &look->check.work;
	const struct place_kind *kind = look->kind;
	const struct suspects *suspects = look->suspects;
	char *records = arena_array(work->arena, suspects->count, kind->record_size);
	size_t places = suspects->key.len > 0 ? 1 : kind->most;

	look->wrong = arena_array(work->arena, suspects->count * places, sizeof(*look->wrong));
	look->count = 0;
	TRY(kind->read(work, true, suspects->numbers, suspects->count, records));
	for (size_t i = 0; i < suspects->count; i++) {
		const void *record = records + i * kind->record_size;

		if (suspects->key.len == 0)
			look->count += kind->expect(work, record, look->wrong + look->count);
		else if (!stands_in(kind, work, record, suspects->key))
			look->wrong[look->count++] = (struct finding){ .key = suspects->key,
				.entry = suspects->members[i], .n = suspects->numbers[i], .sorted = true };
	}
	return keep_wrong(work, look->wrong, &look->count);
}

static enum status look_again(void *context, struct transaction *transaction)
{
	struct look *look = context;

	arena_reset(look->check.work.arena);
	TRY(look_watched(look));
	finding_mend(&look->check, look->wrong, look->count, &transaction->changes);
	return OK;
}

static enum status settle(struct places *places, const struct suspects *suspects)
{
	struct look look = { .check = places->check, .kind = places->kind, .suspects = suspects };

	look.check.work.arena = places->look;
	TRY(transaction_run(look.check.work.store, places->look, look_again, &look));
	finding_tell(&look.check, look.wrong, look.count);
	return OK;
}

enum status places_check(struct places *places, const void *records, size_t count)
{
	struct casework *work = &places->check.work;
	const struct place_kind *kind = places->kind;
	struct finding *findings = arena_array(work->arena, count * kind->most, sizeof(*findings));
	struct suspects suspects = { .numbers = arena_array(work->arena, count, sizeof(uint64_t)) };
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += kind->expect(work, (const char *)records + i * kind->record_size, findings + found);
	TRY(keep_wrong(work, findings, &found));
	for (size_t i = 0; i < found; i++)
		if (suspects.count == 0 || suspects.numbers[suspects.count - 1] != findings[i].n)
			suspects.numbers[suspects.count++] = findings[i].n;
	return suspects.count > 0 ? settle(places, &suspects) : OK;
}

/* Members and scores of a sorted set; held posts ("N/H") aren't derived from their case. */
static enum status check_members(struct places *places, struct str key, const struct result *pairs)
{
	struct casework *work = &places->check.work;
	struct suspects suspects = { .key = key,
		.members = arena_array(work->arena, pairs->count, sizeof(struct str)),
		.numbers = arena_array(work->arena, pairs->count, sizeof(uint64_t)) };

	for (size_t i = 0; i < pairs->count; i += 2) {
		struct str member = pairs->items[i].str;

		if (str_find(member, '/', 0) < member.len)
			continue;
		str_to_u64(member, INT64_MAX, &suspects.numbers[suspects.count]);
		suspects.members[suspects.count++] = member;
	}
	return suspects.count > 0 ? settle(places, &suspects) : OK;
}

enum status places_scan(struct places *places, struct str command, struct str key, places_take *take)
{
	struct casework *work = &places->check.work;
	char cursor[32] = "0";

	do {
		struct batch batch;
		struct result *results;

		arena_reset(work->arena);
		if (places->keep != NULL)
			TRY(places->keep(places->context));
		batch = batch_in(work->arena);
		BATCH(&batch, command, key, str_of(cursor), S("COUNT"), S(PAIRS_A_CHUNK));
		TRY(store_run(work->store, &batch, &results));
		snprintf(cursor, sizeof(cursor), "%.*s", STR_ARG(results[0].items[0].str));
		TRY(take(places, key, &results[0].items[1]));
	} while (strcmp(cursor, "0") != 0);
	return OK;
}

/* The arena keys is for the names. */
static enum status check_sets(struct places *places, struct arena *keys, struct str prefix)
{
	char cursor[32] = "0";

	do {
		struct batch batch;
		struct result *results;

		arena_reset(keys);
		batch = batch_in(keys);
		BATCH(&batch, S("SCAN"), str_of(cursor), S("MATCH"), arena_join(keys, prefix, S("*")),
			S("COUNT"), S(KEYS_A_CHUNK));
		TRY(store_run(places->check.work.store, &batch, &results));
		snprintf(cursor, sizeof(cursor), "%.*s", STR_ARG(results[0].items[0].str));
		for (size_t i = 0; i < results[0].items[1].count; i++)
			TRY(places_scan(places, S("ZSCAN"), results[0].items[1].items[i].str,
				check_members));
	} while (strcmp(cursor, "0") != 0);
	return OK;
}

enum status places_check_sets(struct places *places, struct str prefix)
{
	struct arena *keys = arena_new(NAMES_MEMORY);
	enum status status = check_sets(places, keys, prefix);

	arena_free(keys);
	return status;
}
