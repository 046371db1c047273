#include "model/answer_seal.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/json_print.h"
#include "compress/strings.h"
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

/*
 * What of an answer's seal can't be printed again from its entry's case and version, in the order in which it
 * is kept: hashes and signature as bytes, so that a seal takes two fifths.
 */
enum kept { KEPT_KID, KEPT_DEPT, KEPT_TIME, KEPT_QUESTION, KEPT_ANSWER, KEPT_PREVIOUS, KEPT_SIGNATURE, KEPT };

/* The compact JWS again; empty when what was kept is damaged. */
static struct str seal_print(struct arena *arena, int64_t n, int64_t version, struct str kept)
{
	struct value *header = value_map(arena);
	struct value *claims = value_map(arena);
	struct str part[KEPT];
	int64_t time;

	for (size_t i = 0; i < KEPT; i++)
		if (!strings_next(&kept, &part[i]))
			return (struct str){ 0 };
	if (!str_to_i64(part[KEPT_TIME], &time))
		return (struct str){ 0 };
	map_str(header, "alg", S("ES256"));
	map_str(header, "kid", part[KEPT_KID]);
	map_str(header, "typ", S("answer+jws"));
	map_int(claims, "case", n);
	map_int(claims, "version", version);
	map_str(claims, "question", base64url(arena, part[KEPT_QUESTION]));
	map_str(claims, "answer", base64url(arena, part[KEPT_ANSWER]));
	map_str(claims, "dept", part[KEPT_DEPT]);
	map_int(claims, "time", time);
	map_str(claims, "previous", base64url(arena, part[KEPT_PREVIOUS]));
	return ARENA_GLUE(arena, base64url(arena, json_print(arena, header)), S("."),
		base64url(arena, json_print(arena, claims)), S("."), base64url(arena, part[KEPT_SIGNATURE]));
}

/* What is kept of a seal; empty when it wouldn't be printed again as it is: then it is kept whole. */
static struct str seal_keep(struct arena *arena, int64_t n, int64_t version, struct str jws)
{
	struct str rest = jws;
	struct str part[KEPT];
	struct str piece[2];
	struct value *said[2];
	struct str kept;

	for (size_t i = 0; i < 2; i++)
		if (!str_cut(&rest, '.', &piece[i]) || !base64url_decode(arena, piece[i], &piece[i]) ||
			json_parse(arena, piece[i], &said[i]) != OK)
			return (struct str){ 0 };
	part[KEPT_KID] = map_get_str(said[0], "kid");
	part[KEPT_DEPT] = map_get_str(said[1], "dept");
	part[KEPT_TIME] = num(arena, map_get_int(said[1], "time", 0));
	if (!base64url_decode(arena, map_get_str(said[1], "question"), &part[KEPT_QUESTION]) ||
		!base64url_decode(arena, map_get_str(said[1], "answer"), &part[KEPT_ANSWER]) ||
		!base64url_decode(arena, map_get_str(said[1], "previous"), &part[KEPT_PREVIOUS]) ||
		!base64url_decode(arena, rest, &part[KEPT_SIGNATURE]))
		return (struct str){ 0 };
	kept = strings_write(arena, part, KEPT);
	return str_eq(seal_print(arena, n, version, kept), jws) ? kept : (struct str){ 0 };
}

static int64_t pair_number(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

/* The compact JWS of an entry of the chain. */
static struct str entry_seal(struct arena *arena, const struct result *pairs)
{
	struct str kept = result_pair(pairs, S("s"));

	return kept.len == 0 ? result_pair(pairs, S("jws")) :
		seal_print(arena, pair_number(pairs, S("c")), pair_number(pairs, S("v")), kept);
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

/* Field of the jobs' hash: every process can read seals in the kept form. */
#define SEALS S("seals")

enum status chain_keep(struct casework *work)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("HSET"), key_jobs(work->store, work->arena), SEALS, S("kept"));
	return store_commit(work->store, &batch, NULL);
}

enum status chain_end(struct casework *work, struct chain_end *end)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_answers(work->store, work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("XREVRANGE"), key, S("+"), S("-"), S("COUNT"), S("1"));
	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), SEALS);
	TRY(store_run(work->store, &batch, &results));
	end->id = next_id(work->arena, &results[1], work->now);
	end->keeps = str_eq(results[2].str, S("kept"));
	end->previous = (struct str){ 0 };
	if (results[1].count == 0)
		return OK;
	end->previous = entry_seal(work->arena, &results[1].items[0].items[1]);
	return end->previous.len > 0 ? OK : ERR_INTERNAL;
}

void chain_add(struct casework *work, struct batch *changes, const struct chain_end *end, struct str kind,
	uint64_t n, int64_t version, struct str jws)
{
	struct str kept = { 0 };

	if (end->keeps && str_eq(kind, S("c")))
		kept = seal_keep(work->arena, (int64_t)n, version, jws);
	BATCH(changes, S("XADD"), key_answers(work->store, work->arena), end->id, kind,
		num(work->arena, (int64_t)n), S("v"), num(work->arena, version),
		kept.len > 0 ? S("s") : S("jws"), kept.len > 0 ? kept : jws);
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
	*jws = entry_seal(work->arena, pairs);
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
		map_str(map, "jws", entry_seal(work->arena, pairs));
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
