#include "cases/answer.h"

#include <inttypes.h>

#include "base/json.h"
#include "cases/deadline.h"
#include "cases/publish.h"
#include "crypt/encode.h"
#include "crypt/token.h"
#include "store/keys.h"

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
	return base64url(arena, str_sub(sha256(arena, question_text(arena, title, body)), 0, QUESTION_HASH_BYTES));
}

/* Where the chain ends and what was asked. */
struct chain_end {
	struct str previous;	/* hash of the last seal, or empty */
	struct str id;		/* id for the next stream entry */
	struct str question;
};

/* Stream ids grow; ours is chosen before EXEC so that the thread can name it. */
static struct str next_id(struct arena *arena, const struct result *last, int64_t now)
{
	uint64_t ms = 0;

	if (last->count > 0)
		str_to_u64(str_sub(last->items[0].items[0].str, 0, str_find(last->items[0].items[0].str, '-', 0)),
			INT64_MAX, &ms);
	if (ms < (uint64_t)now)
		return arena_printf(arena, "%" PRId64 "-0", now);
	return arena_printf(arena, "%" PRIu64 "-0", ms + 1);
}

static enum status read_end(struct case_edit *edit, struct chain_end *end)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_answers(work->store, work->arena);
	struct result *results;
	struct value *question;

	BATCH(&batch, S("WATCH"), key);
	BATCH(&batch, S("XREVRANGE"), key, S("+"), S("-"), S("COUNT"), S("1"));
	BATCH(&batch, S("LINDEX"), key_thread(work->store, work->arena, edit->after.n), S("0"));
	TRY(store_run(work->store, &batch, &results));
	TRY(json_parse(work->arena, results[2].str, &question));
	end->question = question_text(work->arena, edit->after.title, map_get_str(question, "text"));
	end->id = next_id(work->arena, &results[1], work->now);
	end->previous = (struct str){ 0 };
	if (results[1].count > 0)
		end->previous = digest(work->arena, result_pair(&results[1].items[0].items[1], S("jws")));
	return OK;
}

static enum status seal(struct case_edit *edit, const struct chain_end *end)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	struct value *claims = value_map(work->arena);
	struct str jws;

	map_int(claims, "case", (int64_t)after->n);
	map_int(claims, "version", after->answers);
	map_str(claims, "question", digest(work->arena, end->question));
	map_str(claims, "answer", digest(work->arena, after->draft));
	map_str(claims, "dept", after->dept);
	map_int(claims, "time", edit->at / 1000);
	map_str(claims, "previous", end->previous);
	TRY(seal_sign(work->arena, work->keys, claims, &jws));
	BATCH(&edit->batch, S("XADD"), key_answers(work->store, work->arena), end->id,
		S("c"), num(work->arena, (int64_t)after->n), S("v"), num(work->arena, after->answers), S("jws"), jws);
	return OK;
}

static void add_entry(struct case_edit *edit, const struct chain_end *end)
{
	struct value *entry = commit_begin_entry(edit, "answer");

	map_str(entry, "text", edit->after.draft);
	map_str(entry, "dept", edit->after.dept);
	map_int(entry, "version", edit->after.answers);
	map_str(entry, "seal", end->id);
	if (edit->after.draft_outcome.len > 0)
		map_str(entry, "outcome", edit->after.draft_outcome);
	if (edit->after.revise_reason.len > 0)
		map_str(entry, "reason", edit->after.revise_reason);
	commit_entry(edit, entry);
}

enum status publish_answer(struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	struct chain_end end;

	TRY(read_end(edit, &end));
	after->answers++;
	TRY(seal(edit, &end));
	add_entry(edit, &end);
	if (after->answered == 0) {
		after->answered = edit->at;
		after->first_due = after->due;
		after->days_taken = deadline_used(work, after, edit->at);
	} else {
		after->revised = edit->at;
	}
	if (after->draft_outcome.len > 0)
		after->outcome = after->draft_outcome;
	if (after->channel == CHANNEL_REQUEST && after->concluded == 0)
		after->concluded = edit->at;
	after->draft = after->draft_by = after->draft_outcome = after->revise_reason = (struct str){ 0 };
	after->revising = 0;
	return OK;
}

static int64_t pair_number(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

enum status answer_seal(struct casework *work, struct str id, uint64_t n, int64_t version, struct str *jws)
{
	struct batch batch = batch_in(work->arena);
	const struct result *pairs;
	struct result *results;

	BATCH(&batch, S("XRANGE"), key_answers(work->store, work->arena), id, id);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return ERR_NOT_FOUND;
	pairs = &results[0].items[0].items[1];
	if (pair_number(pairs, S("c")) != (int64_t)n || pair_number(pairs, S("v")) != version)
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
		map_int(map, "case", pair_number(pairs, S("c")));
		map_int(map, "version", pair_number(pairs, S("v")));
		map_str(map, "jws", result_pair(pairs, S("jws")));
	}
	return OK;
}

enum status chain_step(struct arena *arena, const struct value *jwks, struct chain_check *check, struct str jws,
	struct value **claims)
{
	TRY(seal_verify_jwks(arena, jwks, jws, claims));
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
