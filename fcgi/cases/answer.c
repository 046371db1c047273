#include "cases/answer.h"

#include <inttypes.h>

#include "base/json.h"
#include "cases/deadline.h"
#include "cases/letter_issue.h"
#include "model/answer_seal.h"
#include "model/outcome.h"
#include "store/keys.h"

/* Where the chain ends and what was asked. */
struct chain_end {
	struct str previous;	/* the last seal, or empty */
	struct str id;		/* id for the next stream entry */
	struct str question;
};

/* Stream ids grow; ours is chosen before EXEC so that the thread can name it. */
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

static enum status read_end(struct case_edit *edit, struct chain_end *end)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_answers(work->store, work->arena);
	struct result *results;
	struct value *question;

	WATCH(&batch, key);
	BATCH(&batch, S("XREVRANGE"), key, S("+"), S("-"), S("COUNT"), S("1"));
	BATCH(&batch, S("LINDEX"), key_thread(work->store, work->arena, edit->after.n), S("0"));
	TRY(store_run(work->store, &batch, &results));
	TRY(json_parse(work->arena, results[2].str, &question));
	end->question = map_get_str(question, "text");
	end->id = next_id(work->arena, &results[1], work->now);
	end->previous = (struct str){ 0 };
	if (results[1].count > 0)
		end->previous = result_pair(&results[1].items[0].items[1], S("jws"));
	return OK;
}

static enum status seal(struct case_edit *edit, const struct chain_end *end)
{
	struct casework *work = edit->work;
	const struct case_record *after = &edit->after;
	const struct answer_claims says = { .n = after->n, .version = after->answers, .title = after->title,
		.question = end->question, .answer = after->draft, .dept = after->dept, .at = edit->at,
		.previous = end->previous };
	struct str jws;

	TRY(answer_sign(work->arena, work->keys, &says, &jws));
	BATCH(edit->changes, S("XADD"), key_answers(work->store, work->arena), end->id, S("c"),
		num(work->arena, (int64_t)after->n), S("v"), num(work->arena, after->answers), S("jws"), jws);
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
	if (edit->after.draft_more.len > 0)
		map_str(entry, "more", edit->after.draft_more);
	if (edit->after.draft_grounds.len > 0)
		map_str(entry, "grounds", edit->after.draft_grounds);
	if (edit->after.revise_reason.len > 0)
		map_str(entry, "reason", edit->after.revise_reason);
	commit_entry(edit, entry);
}

/* The answer, and one to each third party that objected and is not followed. */
static enum status issue_letters(struct attempt *attempt, struct case_edit *edit)
{
	struct letter_order orders[ORDERS_MOST] = { { .kind = LETTER_ANSWER } };
	struct consults consults;
	struct letters letters;
	size_t count = 1;

	consults_read(&edit->after, &consults);
	letters_read(&edit->after, &letters);
	for (size_t i = 0; i < consults.count && outcome_gives(edit->after.outcome); i++) {
		const struct letter_sent *asked =
			letters_issued(&letters, LETTER_CONSULT, consults.list[i].from);

		if (asked != NULL && consults.list[i].kind == CONSULT_THIRD &&
			consults.list[i].result == CONSULT_OBJECTED)
			orders[count++] = (struct letter_order){ .kind = LETTER_TOLD, .about = asked->id };
	}
	return letters_issue(attempt, edit, orders, count);
}

enum status answer_publish(struct attempt *attempt, struct case_edit *edit)
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
	if (after->draft_outcome.len > 0) {
		after->outcome = after->draft_outcome;
		after->grounds = after->draft_grounds;
	}
	if (after->channel == CHANNEL_REQUEST && after->concluded == 0)
		after->concluded = edit->at;
	record_drop_draft(after);
	after->revising = 0;
	return after->channel == CHANNEL_REQUEST ? issue_letters(attempt, edit) : OK;
}
