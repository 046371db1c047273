/* Moving cases: every action of the lifecycle, each with the rules that the table can't say. */
#include "cases/act.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/text.h"
#include "cases/claim.h"
#include "cases/commit.h"
#include "cases/deadline.h"
#include "cases/dept.h"
#include "cases/index.h"
#include "cases/mask.h"
#include "cases/publish.h"
#include "cases/sealed.h"
#include "store/keys.h"

#define MOST_RETURNS 2

/* One attempt at an action. */
struct attempt {
	const struct act *act;
	struct str why;
};

static enum status refuse(struct attempt *attempt, enum status status, struct str why)
{
	attempt->why = why;
	return status;
}

static bool dept_bound(enum action action)
{
	return action == ACTION_RETURN || action == ACTION_DRAFT || action == ACTION_REVISE;
}

/* Who may do it at all, whatever the state: the role, and for a department's work the department. */
static bool entitled(const struct case_record *record, enum action action, const struct viewer *viewer)
{
	if ((lifecycle_row(action)->by & viewer->roles) == 0)
		return false;
	if ((viewer->roles & ROLE_OPERATOR) != 0 || !dept_bound(action))
		return true;
	return viewer->dept.len > 0 && str_eq(viewer->dept, record->dept);
}

/* What stands against it in this record, as a sentence; empty if nothing does. */
static struct str obstacle(const struct case_record *record, enum action action, const struct viewer *viewer)
{
	bool operator = (viewer->roles & ROLE_OPERATOR) != 0;

	if (action == ACTION_RETURN && record->returns >= MOST_RETURNS)
		return S("这一件已退回过两次，请直接办理，或与交办人员联系。");
	if (action == ACTION_EXTEND && record->extended != 0)
		return S("每件只能延期一次，这一件已经延期过了。");
	if (action == ACTION_REOPEN && (viewer->roles & ROLE_ASKER) != 0 && record->reopened > 0)
		return S("每件只能再次反映一次。如仍有问题，请提交新的话题。");
	if (action == ACTION_APPROVE && !operator && str_eq(record->draft_by, viewer->id))
		return S("不能审签自己起草的答复，请由其他审签人办理。");
	if (action == ACTION_PUBLISH && case_visible(record, &viewer_public))
		return S("这一件已经是公开的。");
	if (action == ACTION_PUBLISH && record->channel != CHANNEL_TOPIC)
		return S("来件人没有同意公开。");
	if (action == ACTION_UNPUBLISH && !case_visible(record, &viewer_public))
		return S("这一件目前没有公开。");
	return (struct str){ 0 };
}

bool case_may(const struct case_record *record, enum action action, const struct viewer *viewer)
{
	return case_visible(record, viewer) && entitled(record, action, viewer) &&
	       lifecycle_allows(action, record->state, viewer->roles) && obstacle(record, action, viewer).len == 0;
}

/* Lengths that every way in must keep, whatever form it came by. */
static bool length_ok(struct str text, size_t min, size_t max)
{
	size_t length = text_length(text);

	return length >= min && length <= max;
}

static enum status check_given(struct attempt *attempt)
{
	const struct act *act = attempt->act;
	uint32_t needs = lifecycle_row(act->action)->needs;

	if (act->action == ACTION_DECLINE && decline_label(act->reason) == NULL)
		return refuse(attempt, ERR_INVALID, S("请选择不予受理的原因。"));
	if ((needs & NEED_REASON) != 0 && !length_ok(act->reason, 1, REASON_MAX))
		return refuse(attempt, ERR_INVALID, S("请写明原因，不超过 500 字。"));
	if (!length_ok(act->note, 0, REASON_MAX) || !length_ok(act->comment, 0, REASON_MAX))
		return refuse(attempt, ERR_INVALID, S("说明不能超过 500 字。"));
	if ((needs & NEED_TEXT) != 0 && !length_ok(act->text, ANSWER_MIN, ANSWER_MAX))
		return refuse(attempt, ERR_INVALID, S("答复应为 10 至 10000 字。"));
	if ((needs & NEED_RATING) != 0 && (act->rating < 1 || act->rating > 5))
		return refuse(attempt, ERR_INVALID, S("请选择 1 至 5 分。"));
	return OK;
}

static struct str who_did_what(struct arena *arena, const struct case_record *record)
{
	enum action action = ACTION_SUBMIT;

	action_parse(record->last_action, &action);
	return arena_printf(arena, "%.*s 刚才已经做了“%s”，请看最新情况再操作。", STR_ARG(record->last_by),
		lifecycle_row(action)->label);
}

static enum status check_rules(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	const struct case_record *before = &edit->before;

	if (!case_visible(before, act->by))
		return ERR_NOT_FOUND;
	if (!entitled(before, act->action, act->by))
		return refuse(attempt, ERR_FORBIDDEN, S("您的角色或部门不能进行这项操作。"));
	if (act->version != 0 && act->version != before->version)
		return refuse(attempt, ERR_CONFLICT, who_did_what(edit->work->arena, before));
	if (!lifecycle_allows(act->action, before->state, act->by->roles))
		return refuse(attempt, ERR_NOT_NOW,
			arena_printf(edit->work->arena, "这一件现在是“%s”，不能进行这项操作。", state_label(before->state)));
	attempt->why = obstacle(before, act->action, act->by);
	if (attempt->why.len > 0)
		return act->action == ACTION_APPROVE ? ERR_FORBIDDEN : ERR_NOT_NOW;
	return check_given(attempt);
}

/* Two people must not write the same answer: the colleague who holds the claim is first. */
static enum status check_claim(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct str holder;
	int64_t until;

	if ((attempt->act->by->roles & ROLE_OPERATOR) != 0)
		return OK;
	TRY(claim_look(work, edit->before.n, &holder, &until));
	if (holder.len > 0 && !str_eq(holder, attempt->act->by->id))
		return refuse(attempt, ERR_CONFLICT,
			arena_printf(work->arena, "%.*s 正在办理这一件，请稍后再看。", STR_ARG(holder)));
	return OK;
}

/* The reviewer's further words are starred; what was typed is kept sealed. */
static enum status hide_words(struct case_edit *edit, struct str words)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	struct batch batch = batch_in(work->arena);
	struct str thread = key_thread(work->store, work->arena, after->n);
	struct sealed_contact contact;
	struct result *results;
	struct value *question;
	struct value *masked = value_map(work->arena);
	struct str text;

	BATCH(&batch, S("LINDEX"), thread, S("0"));
	TRY(store_run(work->store, &batch, &results));
	TRY(json_parse(work->arena, results[0].str, &question));
	TRY(sealed_read(work, after, &contact));
	text = map_get_str(question, "text");
	if (contact.title.len == 0) {
		contact.title = after->title;
		contact.body = text;
	}
	after->title = mask_words(work->arena, after->title, words);
	for (const struct member *m = question->first; m != NULL; m = m->next)
		if (str_eq(m->key, S("text")))
			map_str(masked, "text", mask_words(work->arena, text, words));
		else
			map_value(masked, m->key.data, &m->value);
	BATCH(&edit->batch, S("LSET"), thread, S("0"), json_print(work->arena, masked));
	return sealed_write(work, after, &contact);
}

static enum status correct_category(struct attempt *attempt, struct case_edit *edit)
{
	struct str category = attempt->act->category;

	if (category.len > 0 && !category_parse(category, &edit->after.category))
		return refuse(attempt, ERR_INVALID, S("没有这个分类。"));
	return OK;
}

static enum status do_accept(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.accepted = edit->at;
	TRY(correct_category(attempt, edit));
	if (str_trim(attempt->act->mask).len > 0)
		return hide_words(edit, attempt->act->mask);
	return OK;
}

static enum status do_decline(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.declined = attempt->act->reason;
	return OK;
}

static enum status do_merge(struct attempt *attempt, struct case_edit *edit)
{
	uint64_t into = attempt->act->into;
	struct case_record target;
	enum status status = case_read(edit->work, into, &target, NULL, NULL);

	if (status == ERR_AWAY)
		return status;
	if (status != OK || into == edit->before.n || target.channel != edit->before.channel ||
	    target.accepted == 0 || target.state == STATE_MERGED || target.state == STATE_DECLINED ||
	    target.state == STATE_WITHDRAWN)
		return refuse(attempt, ERR_INVALID, S("请填写另一件已受理、未合并的同类件的编号。"));
	if (edit->after.accepted == 0)
		edit->after.accepted = edit->at;
	edit->after.merged_into = into;
	return OK;
}

static enum status do_assign(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	struct case_record *after = &edit->after;
	struct dept dept;
	enum status status = dept_read(edit->work, act->dept, &dept);

	if (status == ERR_AWAY)
		return status;
	if (status != OK || dept.closed)
		return refuse(attempt, ERR_INVALID, S("请选择承办部门。"));
	if (act->due != 0 && act->due <= edit->at)
		return refuse(attempt, ERR_INVALID, S("办理期限应晚于今天。"));
	TRY(correct_category(attempt, edit));
	if (after->accepted == 0)
		after->accepted = edit->at;
	if (after->led == 0)
		after->led = edit->at;
	after->dept = dept.id;
	after->assigned = edit->at;
	after->assignment++;
	after->extended = 0;
	after->supervised = 0;
	after->due_fixed = act->due;
	return OK;
}

static enum status do_return(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.returns++;
	edit->after.assignment++;
	edit->after.dept = (struct str){ 0 };
	edit->after.draft = edit->after.draft_by = (struct str){ 0 };
	return OK;
}

static enum status do_extend(struct attempt *attempt, struct case_edit *edit)
{
	const struct config *config = edit->work->config;
	int room = config->cases.extend_total_days - deadline_days(config, &edit->before);

	if (edit->before.due_fixed != 0)
		return refuse(attempt, ERR_NOT_NOW, S("这一件的期限是指定的，不能延期。"));
	if (attempt->act->days < 1 || attempt->act->days > room)
		return refuse(attempt, ERR_INVALID,
			arena_printf(edit->work->arena, "延期天数应为 1 至 %d 个工作日。", room > 0 ? room : 0));
	edit->after.extended = attempt->act->days;
	return OK;
}

static bool needs_approval(const struct casework *work, const struct case_record *record)
{
	return record->channel != CHANNEL_TOPIC || work->config->cases.approval_topic;
}

static enum status do_draft(struct attempt *attempt, struct case_edit *edit)
{
	TRY(check_claim(attempt, edit));
	edit->after.draft = attempt->act->text;
	edit->after.draft_by = attempt->act->by->id;
	edit->after.revise_reason = attempt->act->action == ACTION_REVISE ? attempt->act->reason : (struct str){ 0 };
	if (needs_approval(edit->work, &edit->before))
		return OK;
	edit->after.state = STATE_ANSWERED;
	return publish_answer(edit);
}

/* The text stays, for its writer to mend. */
static enum status do_reject(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	if (index_answered(&edit->before))
		edit->after.state = STATE_ANSWERED;
	return OK;
}

static enum status do_approve(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	return publish_answer(edit);
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
	edit->after.assigned = edit->at;
	edit->after.assignment++;
	edit->after.extended = 0;
	edit->after.supervised = 0;
	edit->after.due_fixed = 0;
	edit->after.closed = 0;
	return OK;
}

static enum status do_close(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.closed = edit->at;
	return OK;
}

static enum status do_remind(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	if (edit->after.supervised == 0)
		edit->after.supervised = 1;
	return OK;
}

static enum status do_supervise(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.supervised = edit->before.supervised >= 2 ? 3 : 2;
	return OK;
}

static enum status do_publish(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.hidden = false;
	return OK;
}

static enum status do_unpublish(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.hidden = true;
	return OK;
}

static enum status (*const effects[ACTION_COUNT])(struct attempt *attempt, struct case_edit *edit) = {
	[ACTION_ACCEPT] = do_accept,
	[ACTION_DECLINE] = do_decline,
	[ACTION_MERGE] = do_merge,
	[ACTION_ASSIGN] = do_assign,
	[ACTION_RETURN] = do_return,
	[ACTION_EXTEND] = do_extend,
	[ACTION_DRAFT] = do_draft,
	[ACTION_REJECT] = do_reject,
	[ACTION_APPROVE] = do_approve,
	[ACTION_REVISE] = do_draft,
	[ACTION_RATE] = do_rate,
	[ACTION_REOPEN] = do_reopen,
	[ACTION_CLOSE] = do_close,
	[ACTION_WITHDRAW] = do_close,
	[ACTION_REMIND] = do_remind,
	[ACTION_SUPERVISE] = do_supervise,
	[ACTION_PUBLISH] = do_publish,
	[ACTION_UNPUBLISH] = do_unpublish,
};

/* What was written with the step, kept apart from it: the two have different readers. */
static void add_note(struct case_edit *edit, const char *action, struct str text)
{
	struct value *note;

	if (text.len == 0)
		return;
	note = commit_begin_entry(edit, "note");
	map_str(note, "action", str_of(action));
	map_str(note, "text", text);
	commit_entry(edit, note);
}

static void record_step(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	const char *action = action_name(act->action);
	struct value *event = commit_begin_entry(edit, "event");

	map_str(event, "action", str_of(action));
	map_str(event, "by", act->by->id);
	if (act->action == ACTION_ASSIGN)
		map_str(event, "dept", act->dept);
	if (act->action == ACTION_RATE)
		map_int(event, "rating", act->rating);
	commit_entry(edit, event);
	if (act->action == ACTION_DECLINE)
		add_note(edit, action, str_of(decline_label(act->reason)));
	else if (act->action != ACTION_REVISE)
		add_note(edit, action, act->reason);
	add_note(edit, action, act->note);
	add_note(edit, action, act->comment);
	edit->after.last_by = act->by->id;
	edit->after.last_action = str_of(action);
	edit->action = str_of(action);
	edit->by = act->by->id;
}

static enum status apply(void *context, struct case_edit *edit)
{
	struct attempt *attempt = context;
	const struct lifecycle_row *row = lifecycle_row(attempt->act->action);

	attempt->why = (struct str){ 0 };
	if (attempt->act->at != 0)
		edit->at = attempt->act->at;
	TRY(check_rules(attempt, edit));
	if (row->to != STATE_NONE)
		edit->after.state = row->to;
	/* The step stands in the thread before what it publishes. */
	record_step(attempt, edit);
	TRY(effects[row->action](attempt, edit));
	edit->after.version++;
	deadline_set(edit->work, &edit->after);
	return OK;
}

enum status case_act(struct casework *work, uint64_t n, const struct act *act, struct case_record *after, struct str *why)
{
	struct attempt attempt = { .act = act };
	enum status status;

	memset(after, 0, sizeof(*after));
	*why = (struct str){ 0 };
	if (effects[act->action] == NULL)
		return ERR_NOT_NOW;
	status = commit_case(work, n, apply, &attempt, after);
	*why = attempt.why;
	return status;
}
