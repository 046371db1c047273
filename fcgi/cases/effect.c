#include "cases/effect.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/json_print.h"
#include "cases/answer.h"
#include "drafts/lease.h"
#include "cases/deadline.h"
#include "model/work_order.h"
#include "cases/effect_assist.h"
#include "cases/effect_extension.h"
#include "cases/effect_letter.h"
#include "cases/effect_request.h"
#include "cases/effect_transfer.h"
#include "model/answer_seal.h"
#include "model/answered.h"
#include "model/event.h"
#include "law/outcome.h"
#include "photos/enclosed.h"
#include "cases/merge.h"
#include "privacy/public_text.h"
#include "staff/audit.h"
#include "store/keys.h"

/* Two people must not write the same answer: the colleague who holds the claim is first. */
static enum status check_claim(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct str holder;
	int64_t until;

	if ((attempt->act->by->roles & ROLE_OPERATOR) != 0)
		return OK;
	TRY(lease_look(work, edit->before.n, &holder, &until));
	if (holder.len > 0 && !str_eq(holder, attempt->act->by->id))
		return attempt_refuse(attempt, ERR_CONFLICT,
			arena_printf(work->arena, "%.*s正在办理这一件，请等对方办完。", STR_ARG(holder)));
	return OK;
}

/* The thread's first entry with another text. */
static void replace_question(struct case_edit *edit, const struct value *question, struct str text)
{
	struct casework *work = edit->work;
	struct value *changed = value_map(work->arena);

	for (const struct member *m = question->first; m != NULL; m = m->next)
		if (str_eq(m->key, S("text")))
			map_str(changed, "text", text);
		else
			*value_add(changed, m->key) = m->value;
	BATCH(edit->changes, S("LSET"), key_thread(work->store, work->arena, edit->after.n), S("0"),
		json_print(work->arena, changed));
}

static enum status read_question(const struct case_edit *edit, struct value **question)
{
	struct str text;

	TRY(thread_first(edit->work, &edit->before, &text));
	return json_parse(edit->work->arena, text, question);
}

/*
 * The texts become what the reviewer saw: masked by today's rules, whatever rules there were when they came
 * in, but for the hits the reviewer left in clear, and without the further words.  What was typed is kept
 * sealed.
 */
static enum status set_public_texts(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	struct str typed[TEXT_FIELDS];
	struct str texts[TEXT_FIELDS];
	struct sealed_contact contact;
	struct value *question;

	TRY(read_question(edit, &question));
	TRY(sealed_read(work, after, &contact));
	texts_typed(&contact, after, map_get_str(question, "text"), typed);
	if (texts_public(work->arena, sealed_masking(work, after).name, typed,
		    &(struct review_marks){ attempt->act->keep, attempt->act->hide, attempt->act->mask },
		    texts) != OK)
		return attempt_refuse(attempt, ERR_INVALID,
			S("要显示或隐去的内容已有变化，请对照原文重新选择。"));
	if (str_eq(texts[TEXT_TITLE], after->title) && str_eq(texts[TEXT_AREA], after->area) &&
		str_eq(texts[TEXT_BODY], map_get_str(question, "text")))
		return OK;
	contact.title = typed[TEXT_TITLE];
	contact.body = typed[TEXT_BODY];
	contact.area = typed[TEXT_AREA];
	after->title = texts[TEXT_TITLE];
	after->area = texts[TEXT_AREA];
	after->question_hash = answer_question_hash(work->arena, after->title, texts[TEXT_BODY]);
	replace_question(edit, question, texts[TEXT_BODY]);
	return sealed_write(work, after, &contact);
}

/* That hits were left in clear, and of which kinds: the supervisors' affair. */
static void record_kept(struct attempt *attempt, struct case_edit *edit)
{
	struct str state = str_of(state_name(edit->before.state));

	if (attempt->act->keep.len > 0)
		event_add(edit->work, edit->changes, &(struct event){ .n = edit->after.n,
			.action = S(AUDIT_UNMASK), .by = attempt->act->by->id, .from = state, .to = state,
			.about = hit_kinds(edit->work->arena, attempt->act->keep), .at = edit->at });
}

static enum status correct_category(struct attempt *attempt, struct case_edit *edit)
{
	struct str category = attempt->act->category;

	if (category.len > 0 && !category_parse(category, &edit->after.category))
		return attempt_refuse(attempt, ERR_INVALID, S("没有这个分类，请从列表中选择。"));
	return OK;
}

static enum status do_accept(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.accepted = edit->at;
	TRY(correct_category(attempt, edit));
	TRY(letter_receipt(attempt, edit));
	TRY(set_public_texts(attempt, edit));
	record_kept(attempt, edit);
	return OK;
}

static enum status do_decline(struct attempt *attempt, struct case_edit *edit)
{
	int64_t duplicates;

	TRY(merge_watch(edit->work, edit->before.n, &duplicates));
	if (duplicates > 0)
		return attempt_refuse(attempt, ERR_NOT_NOW, arena_printf(edit->work->arena,
			"有 %" PRId64 " 件已并入这一件，请先逐件撤销合并，再不予受理。", duplicates));
	edit->after.declined = attempt->act->reason;
	edit->after.declined_by = attempt->act->by->id;
	edit->after.closed = edit->at;
	return request_declined(attempt, edit);
}

static enum status do_assign(struct attempt *attempt, struct case_edit *edit)
{
	TRY(correct_category(attempt, edit));
	if (edit->after.accepted == 0)
		edit->after.accepted = edit->at;
	if (edit->after.led == 0)
		edit->after.led = edit->at;
	TRY(transfer_to(attempt, edit));
	return letter_receipt(attempt, edit);
}

static bool needs_approval(const struct casework *work, const struct case_record *record)
{
	return record->channel != CHANNEL_TOPIC || work->config->cases.approval_topic;
}

static void take_outcome(struct arena *arena, const struct act *act, struct case_record *after)
{
	const struct outcome *outcome = outcome_find(act->outcome);

	after->draft_outcome = act->outcome;
	after->draft_more = outcome != NULL && outcome->more != NULL ? act->more : (struct str){ 0 };
	after->draft_told = consults_objected(after) && outcome_gives(act->outcome) ? act->told :
		(struct str){ 0 };
	after->draft_grounds = outcome != NULL ? grounds_of(arena, outcome, act->grounds) : (struct str){ 0 };
}

/*
 * What goes with the answer as its writer saw it, and has read what hides in it.  A revision goes with what
 * the answer before it had, unless its writer changed that.
 */
static enum status take_enclosed(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	struct arena *arena = edit->work->arena;
	struct case_record same;
	struct value *thread = NULL;
	struct value *enclosed;

	if (!enclosed_as_seen(arena, &edit->before, act->enclosed))
		return attempt_refuse(attempt, ERR_CONFLICT,
			S("随答复的照片或附件刚才有变化，请看过后再提交。"));
	if (act->action == ACTION_REVISE)
		TRY(case_read(edit->work, edit->before.n, &same, &thread, NULL));
	enclosed = enclosed_read(arena, &edit->before, thread);
	if (!act->looked && enclosed_hides(arena, enclosed))
		return attempt_refuse_field(attempt, "file", S(ENCLOSED_UNREAD));
	if (act->action == ACTION_REVISE &&
		(photo_entry_first(enclosed) != NULL || photo_entry_files(enclosed) != NULL))
		enclosed_write(arena, &edit->after, enclosed);
	return OK;
}

static enum status do_draft(struct attempt *attempt, struct case_edit *edit)
{
	TRY(check_claim(attempt, edit));
	TRY(take_enclosed(attempt, edit));
	edit->after.draft = attempt->act->text;
	edit->after.draft_by = attempt->act->by->id;
	if (edit->before.channel == CHANNEL_REQUEST)
		take_outcome(edit->work->arena, attempt->act, &edit->after);
	TRY(answer_check_room(attempt, edit));
	if (attempt->act->action == ACTION_REVISE) {
		edit->after.revise_reason = attempt->act->reason;
		edit->after.revising = edit->at;
		edit->after.supervised = edit->after.reminded = 0;
	} else {
		edit->after.revise_reason = (struct str){ 0 };
	}
	if (needs_approval(edit->work, &edit->before))
		return OK;
	edit->after.state = STATE_ANSWERED;
	return answer_publish(attempt, edit);
}

/* The text stays, for its writer to mend. */
static enum status do_reject(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	if (answered_stands(&edit->before))
		edit->after.state = STATE_ANSWERED;
	edit->after.revising = 0;
	return OK;
}

/* A draft of an earlier version may lack what is asked for now. */
static enum status check_draft(struct attempt *attempt, const struct case_edit *edit)
{
	const struct case_record *draft = &edit->before;
	const struct outcome *outcome = outcome_find(draft->draft_outcome);
	struct str why = S("请选择办理结果。");

	if (draft->channel != CHANNEL_REQUEST || attempt->act->at != 0)
		return OK;
	if (outcome != NULL && grounds_lacking(edit->work->arena, outcome, draft->draft_more,
		draft->draft_grounds, &why) == NULL) {
		if (answer_tells(draft, draft->draft_outcome, draft->draft_told))
			return OK;
		why = S(ANSWER_TOLD_LACKING);
	}
	return attempt_refuse(attempt, ERR_NOT_NOW, ARENA_GLUE(edit->work->arena,
		S("这份草稿还缺内容，不能审签，请退回承办人补填："), why));
}

static enum status do_approve(struct attempt *attempt, struct case_edit *edit)
{
	TRY(check_draft(attempt, edit));
	return answer_publish(attempt, edit);
}

/* A rating that the caller gave by himself stays. */
static enum status do_callback(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	enum callback result;

	if (!callback_parse(act->result, &result))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择回访结果。"));
	if (act->rating < 0 || act->rating > 5 || (act->rating != 0 && result == CALLBACK_UNREACHED))
		return attempt_refuse(attempt, ERR_INVALID,
			S("满意度是 1 至 5 分；没有联系上的，不填满意度。"));
	edit->after.callback = str_of(callback_name(result));
	edit->after.called_back = edit->at;
	if (act->rating == 0 || edit->before.rating != 0)
		return OK;
	edit->after.rating = act->rating;
	edit->after.rated = edit->at;
	if (edit->before.state == STATE_ANSWERED)
		edit->after.closed = edit->at;
	edit->after.state = STATE_CLOSED;
	return OK;
}

static enum status do_rate(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.rating = attempt->act->rating;
	edit->after.rated = edit->at;
	edit->after.closed = edit->at;
	return OK;
}

static enum status do_reopen(struct attempt *attempt, struct case_edit *edit)
{
	if ((attempt->act->by->roles & ROLE_ASKER) != 0)
		edit->after.reopened++;
	if (edit->before.reopened_at == 0)
		edit->after.again_days = edit->before.days_taken;
	edit->after.reopened_at = edit->after.assigned = edit->at;
	edit->after.again = edit->after.again_due = 0;
	edit->after.assignment++;
	edit->after.extended = 0;
	edit->after.supervised = edit->after.reminded = 0;
	edit->after.due_fixed = 0;
	edit->after.closed = 0;
	edit->after.callback = (struct str){ 0 };
	edit->after.called_back = 0;
	edit->after.assists = (struct str){ 0 };
	request_reopened(edit);
	return OK;
}

static enum status do_withdraw(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.closed = edit->at;
	request_given_up(edit, S("other"));
	return OK;
}

static enum status do_close(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.closed = edit->at;
	return OK;
}

/* The jobs speak of each stage once, however often and on however many machines they run. */
static enum status remind_once(struct attempt *attempt, struct case_edit *edit)
{
	enum deadline_stage stage;

	if ((attempt->act->by->roles & ROLE_JOBS) == 0)
		return OK;
	stage = deadline_stage(edit->work, &edit->before);
	if ((int64_t)stage <= edit->before.reminded)
		return ERR_NOT_NOW;
	edit->after.reminded = stage;
	return OK;
}

static enum status do_remind(struct attempt *attempt, struct case_edit *edit)
{
	TRY(remind_once(attempt, edit));
	if (edit->after.supervised == 0)
		edit->after.supervised = 1;
	return OK;
}

static enum status do_supervise(struct attempt *attempt, struct case_edit *edit)
{
	int64_t next = edit->before.supervised >= 2 ? 3 : 2;

	TRY(remind_once(attempt, edit));
	/* A double tap must not turn the yellow card into the red one. */
	if (attempt->act->level != 0 && attempt->act->level != next)
		return attempt_refuse(attempt, ERR_CONFLICT, S("刚才已经有人督办了这一件，请查看最新情况。"));
	edit->after.supervised = next;
	return OK;
}

static enum status do_publish(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.hidden = false;
	edit->after.published = edit->after.channel != CHANNEL_TOPIC;
	return OK;
}

static enum status do_unpublish(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.hidden = true;
	return OK;
}

/* PIPL 15: as easy as giving it was, and at once; what was done on the strength of it before stays done. */
static enum status do_withdraw_consent(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.consent = edit->after.published = false;
	return OK;
}

static const effect_function effects[ACTION_COUNT] = {
	[ACTION_ACCEPT] = do_accept,
	[ACTION_DECLINE] = do_decline,
	[ACTION_MERGE] = effect_merge,
	[ACTION_ASSIGN] = do_assign,
	[ACTION_RETURN] = effect_return,
	[ACTION_REASSIGN] = effect_reassign,
	[ACTION_RECALL] = effect_recall,
	[ACTION_ASSIST] = effect_assist,
	[ACTION_OPINION] = effect_opinion,
	[ACTION_RELEASE] = effect_release,
	[ACTION_UNMERGE] = effect_unmerge,
	[ACTION_EXTEND] = effect_extend,
	[ACTION_ASK_EXTENSION] = effect_ask_extension,
	[ACTION_REFUSE_EXTENSION] = effect_refuse_extension,
	[ACTION_DRAFT] = do_draft,
	[ACTION_REJECT] = do_reject,
	[ACTION_APPROVE] = do_approve,
	[ACTION_REVISE] = do_draft,
	[ACTION_RATE] = do_rate,
	[ACTION_REOPEN] = do_reopen,
	[ACTION_CLOSE] = do_close,
	[ACTION_WITHDRAW] = do_withdraw,
	[ACTION_REMIND] = do_remind,
	[ACTION_SUPERVISE] = do_supervise,
	[ACTION_PUBLISH] = do_publish,
	[ACTION_UNPUBLISH] = do_unpublish,
	[ACTION_CONFIRM] = effect_confirm,
	[ACTION_CORRECT] = effect_correct,
	[ACTION_SUPPLEMENT] = effect_supplement,
	[ACTION_LAPSE] = effect_lapse,
	[ACTION_CONSULT] = effect_consult,
	[ACTION_REPLY] = effect_reply,
	[ACTION_APPEAL] = effect_appeal,
	[ACTION_CALLBACK] = do_callback,
	[ACTION_WITHDRAW_CONSENT] = do_withdraw_consent,
	[ACTION_SERVE] = effect_serve,
	[ACTION_CHARGE] = effect_charge,
	[ACTION_PAY] = effect_pay,
	[ACTION_UNPAID] = effect_unpaid,
	[ACTION_JUSTIFY] = effect_justify,
	[ACTION_EXPLAIN] = effect_explain,
	[ACTION_DEFER] = effect_defer,
	[ACTION_REMARK] = effect_remark,
	[ACTION_TAKE] = effect_take,
	[ACTION_GIVE] = effect_give,
};

effect_function effect_of(enum action action)
{
	return effects[action];
}
