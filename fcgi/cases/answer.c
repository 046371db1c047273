#include "cases/answer.h"

#include "base/json.h"
#include "base/text.h"
#include "cases/deadline.h"
#include "cases/letter_issue.h"
#include "model/answered.h"
#include "model/answer_seal.h"
#include "model/lengths.h"
#include "law/outcome.h"
#include "photos/enclosed.h"
#include "store/keys.h"

static enum status read_question(struct case_edit *edit, struct str *question)
{
	struct value *entry;
	struct str text;

	TRY(thread_first(edit->work, &edit->before, &text));
	TRY(json_parse(edit->work->arena, text, &entry));
	*question = map_get_str(entry, "text");
	return OK;
}

static enum status seal(struct case_edit *edit, const struct chain_end *end, struct str question)
{
	struct casework *work = edit->work;
	const struct case_record *after = &edit->after;
	const struct answer_claims says = { .n = after->n, .version = after->answers, .title = after->title,
		.question = question, .answer = after->draft, .dept = after->dept, .at = edit->at,
		.previous = end->previous };
	struct str jws;

	TRY(answer_sign(work->arena, work->keys, &says, &jws));
	chain_add(work, edit->changes, end, S("c"), after->n, after->answers, jws);
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
	if (edit->after.draft_told.len > 0)
		map_str(entry, "told", edit->after.draft_told);
	if (edit->after.draft_grounds.len > 0)
		map_str(entry, "grounds", edit->after.draft_grounds);
	if (edit->after.channel == CHANNEL_REQUEST)
		map_bool(entry, "asked", consults_has(&edit->after, CONSULT_THIRD));
	if (edit->after.revise_reason.len > 0)
		map_str(entry, "reason", edit->after.revise_reason);
	enclosed_add(edit->work->arena, &edit->after, entry);
	commit_entry(edit, entry);
}

/* The answer, and one to each third party that objected and is not followed; gives how many. */
static size_t plan_letters(const struct case_record *record, struct str outcome,
	struct letter_order orders[ORDERS_MOST])
{
	struct consults consults;
	struct letters letters;
	size_t count = 1;

	orders[0] = (struct letter_order){ .kind = LETTER_ANSWER };
	consults_read(record, &consults);
	letters_read(record, &letters);
	for (size_t i = 0; i < consults.count && outcome_gives(outcome); i++) {
		const struct letter_sent *asked =
			letters_issued(&letters, LETTER_CONSULT, consults.list[i].from);

		if (asked != NULL && consults.list[i].kind == CONSULT_THIRD &&
			consults.list[i].result == CONSULT_OBJECTED)
			orders[count++] = (struct letter_order){ .kind = LETTER_TOLD, .about = asked->id };
	}
	return count;
}

bool answer_tells(const struct case_record *record, struct str outcome, struct str told)
{
	size_t length = text_length(told);

	return !outcome_gives(outcome) || !consults_objected(record) ||
		(length >= TOLD_MIN && length <= TOLD_MAX);
}

enum status answer_check_room(struct attempt *attempt, const struct case_edit *edit)
{
	struct letter_order orders[ORDERS_MOST];

	return letters_check_room(attempt, edit,
		plan_letters(&edit->after, edit->after.draft_outcome, orders));
}

static enum status issue_letters(struct attempt *attempt, struct case_edit *edit)
{
	struct letter_order orders[ORDERS_MOST];
	size_t count = plan_letters(&edit->after, edit->after.outcome, orders);

	return letters_issue(attempt, edit, orders, count);
}

/* After a reopening, by an earlier version perhaps: its days come on top of those of the answers before. */
static void answer_again(struct case_edit *edit)
{
	struct case_record *after = &edit->after;

	if (after->reopened_at == 0) {
		after->reopened_at = answered_reopened(&edit->before);
		after->again_days = after->days_taken;
	}
	after->again_days += deadline_used_again(edit->work, after, edit->at);
	after->again = edit->at;
	after->again_due = after->due;
}

enum status answer_publish(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	struct chain_end end;
	struct str question;

	TRY(chain_end(work, &end));
	TRY(read_question(edit, &question));
	after->answers++;
	TRY(seal(edit, &end, question));
	add_entry(edit, &end);
	if (after->answered == 0) {
		after->answered = edit->at;
		after->first_due = after->due;
		after->days_taken = deadline_used(work, after, edit->at);
	} else {
		after->revised = edit->at;
		if (!answered_stands(&edit->before))
			answer_again(edit);
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
