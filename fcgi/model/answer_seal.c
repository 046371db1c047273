#include "model/answer_seal.h"

#include <inttypes.h>

#include "crypt/encode.h"
#include "store/keys.h"
#include "store/transaction.h"

#define QUESTION_HASH_BYTES 16

static struct str digest(struct arena *arena, struct str text)
{
	return base64url(arena, sha256(arena, text));
}

/* The question as published: its title, a line feed, its text. */
static struct str question_text(struct arena *arena, struct str title, struct str body)
{
	return arena_printf(arena, "%.*s\n%.*s", STR_ARG(title), STR_ARG(body));
}

struct str answer_question_hash(struct arena *arena, struct str title, struct str body)
{
	return base64url(arena,
		str_sub(sha256(arena, question_text(arena, title, body)), 0, QUESTION_HASH_BYTES));
}

struct str chain_link(struct arena *arena, struct str previous)
{
	return previous.len > 0 ? digest(arena, previous) : (struct str){ 0 };
}

enum status answer_sign(struct arena *arena, const struct keys *keys, const struct answer_claims *says,
	struct str *jws)
{
	struct value *claims = value_map(arena);

	map_int(claims, "case", (int64_t)says->n);
	map_int(claims, "version", says->version);
	map_str(claims, "question", digest(arena, question_text(arena, says->title, says->question)));
	map_str(claims, "answer", digest(arena, says->answer));
	map_str(claims, "dept", says->dept);
	map_int(claims, "time", says->at / 1000);
	map_str(claims, "previous", chain_link(arena, says->previous));
	return seal_sign(arena, keys, SEAL_ANSWER, claims, jws);
}

static int64_t pair_number(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

/* Stream ids grow; ours is chosen before EXEC so that an entry elsewhere can name it. */
static struct str next_id(struct arena *arena, const struct result *last, int64_t now)
{
	uint64_t ms = 0;

	if (last->count > 0)
		str_to_u64(str_sub(last->items[0].items[0].str, 0,
				   str_find(last->items[0].items[0].str, '-', 0)),
			INT64_MAX, &ms);
	if (ms < (uint64_t)now)
		return arena_printf(arena, "%" PRId64 "-0", now);
	return arena_printf(arena, "%" PRIu64 "-0", ms + 1);
}

enum status chain_end(struct casework *work, struct chain_end *end)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_answers(work->store, work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("XREVRANGE"), key, S("+"), S("-"), S("COUNT"), S("1"));
	TRY(store_run(work->store, &batch, &results));
	end->id = next_id(work->arena, &results[1], work->now);
	end->previous = (struct str){ 0 };
	if (results[1].count > 0)
		end->previous = result_pair(&results[1].items[0].items[1], S("jws"));
	return OK;
}

void chain_add(struct casework *work, struct batch *changes, const struct chain_end *end, struct str kind,
	uint64_t n, int64_t version, struct str jws)
{
	BATCH(changes, S("XADD"), key_answers(work->store, work->arena), end->id, kind,
		num(work->arena, (int64_t)n), S("v"), num(work->arena, version), S("jws"), jws);
}

enum status answer_seal(struct casework *work, struct str id, uint64_t n, int64_t version, struct str *jws)
{
	return chain_seal(work, id, S("c"), n, version, jws);
}

enum status chain_seal(struct casework *work, struct str id, struct str kind, uint64_t n, int64_t version,
	struct str *jws)
{
	struct batch batch = batch_in(work->arena);
	const struct result *pairs;
	struct result *results;

	BATCH(&batch, S("XRANGE"), key_answers(work->store, work->arena), id, id);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return ERR_NOT_FOUND;
	pairs = &results[0].items[0].items[1];
	if (pair_number(pairs, kind) != (int64_t)n || pair_number(pairs, S("v")) != version)
		return ERR_NOT_FOUND;
	*jws = result_pair(pairs, S("jws"));
	return OK;
}

enum status answer_chain(struct casework *work, struct str after, size_t limit, struct value **seals)
{
	struct batch batch = batch_in(work->arena);
	struct str from = after.len > 0 ? arena_join(work->arena, S("("), after) : S("-");
	struct result *results;

	BATCH(&batch, S("XRANGE"), key_answers(work->store, work->arena), from, S("+"), S("COUNT"),
		num(work->arena, (int64_t)limit));
	TRY(store_run(work->store, &batch, &results));
	*seals = value_list(work->arena);
	for (size_t i = 0; i < results[0].count; i++) {
		const struct result *pairs = &results[0].items[i].items[1];
		struct value *map = list_map(*seals);

		map_str(map, "id", results[0].items[i].items[0].str);
		if (result_pair(pairs, S("a")).len > 0)
			map_int(map, "article", pair_number(pairs, S("a")));
		else
			map_int(map, "case", pair_number(pairs, S("c")));
		map_int(map, "version", pair_number(pairs, S("v")));
		map_str(map, "jws", result_pair(pairs, S("jws")));
	}
	return OK;
}

enum status chain_step(struct arena *arena, const struct value *jwks, struct chain_check *check,
	struct str jws, struct value **claims)
{
	if (seal_verify_kept(arena, jwks, &check->kept, SEAL_ANSWER, jws, claims) != OK)
		TRY(seal_verify_kept(arena, jwks, &check->kept, SEAL_ARTICLE, jws, claims));
	if (!str_eq(map_get_str(*claims, "previous"), check->previous_hash))
		return ERR_TOKEN;
	check->previous_hash = digest(arena, jws);
	check->count++;
	return OK;
}

bool answer_matches(struct arena *arena, const struct value *claims, struct str question, struct str answer)
{
	return str_eq(map_get_str(claims, "question"), digest(arena, question)) &&
	       str_eq(map_get_str(claims, "answer"), digest(arena, answer));
}

struct str answer_question(struct arena *arena, const struct case_record *record, const struct value *thread)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("question")))
			return question_text(arena, record->title, map_get_str(&m->value, "text"));
	return question_text(arena, record->title, (struct str){ 0 });
}
