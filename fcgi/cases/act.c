/* Moving cases: every action of the lifecycle, each with the rules that the table can't say. */
#include "cases/act.h"
#include "cases/attempt.h"
#include "model/lengths.h"

#include "base/text.h"
#include "model/assist.h"
#include "cases/answer.h"
#include "cases/deadline.h"
#include "cases/effect.h"
#include "cases/effect_assist.h"
#include "cases/effect_extension.h"
#include "cases/effect_letter.h"
#include "cases/effect_request.h"
#include "cases/effect_transfer.h"
#include "privacy/public_text.h"
#include "law/outcome.h"

/* Calendar days: a department or an applicant may be told a day so far off. */
#define DUE_DAYS_MOST 731

/* Who may do it at all, whatever the state: the role, and for a department's work the department. */
static bool entitled(const struct case_record *record, enum action action, const struct viewer *viewer)
{
	if ((lifecycle_row(action)->by & viewer->roles) == 0)
		return false;
	if ((viewer->roles & ROLE_OPERATOR) != 0)
		return true;
	if (action == ACTION_OPINION)
		return assisting(record, viewer->dept);
	if (action == ACTION_REMARK)
		return case_inside(record, viewer);
	/* A department's clerks and links act on its own cases; other desks' people on every one. */
	if ((lifecycle_row(action)->by & viewer->roles & ~(uint32_t)(ROLE_CLERK | ROLE_LINK)) != 0)
		return true;
	return viewer->dept.len > 0 && str_eq(viewer->dept, record->dept);
}

/* An answer that came by the department's link has no name, so it counts as that of each of its clerks. */
static bool own_draft(const struct case_record *record, const struct viewer *viewer)
{
	const struct str link = S("link:");
	struct str by = record->draft_by;

	if (str_eq(by, viewer->id))
		return true;
	return str_starts(by, link) && (viewer->roles & ROLE_CLERK) != 0 &&
	       str_eq(str_sub(by, link.len, by.len), viewer->dept);
}

bool case_designated(const struct casework *work, const struct case_record *record)
{
	return record->returns >= work->config->cases.returns_most;
}

/* A department says at once that something isn't its own, and not for ever. */
static struct str return_obstacle(const struct casework *work, const struct case_record *record, int64_t at)
{
	int64_t end = deadline_return(work, record);

	if (case_designated(work, record))
		return arena_printf(work->arena,
			"这一件已退回过 %d 次，由交办员指定承办，不能再退回。有疑问请与交办员联系。",
			(int)record->returns);
	if (at > end)
		return arena_printf(work->arena,
			"交办后 %d 个工作日内可以退回，这一件的退回期限是%.*s，已经过了。请直接办理，或与交办员联系。",
			work->config->cases.return_days, STR_ARG(clock_date(work->arena, end)));
	return (struct str){ 0 };
}

/* What stands against it in this record at that time, as a sentence; empty if nothing does. */
static struct str obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer, int64_t at)
{
	bool operator = (viewer->roles & ROLE_OPERATOR) != 0;
	struct str why = request_obstacle(work, record, action, viewer, at);

	if (why.len == 0)
		why = letter_obstacle(record, action);
	if (why.len == 0)
		why = extension_obstacle(record, action);
	if (why.len > 0)
		return why;
	if (action == ACTION_RETURN)
		return return_obstacle(work, record, at);
	if ((action == ACTION_REASSIGN || action == ACTION_RECALL) && record->revising != 0)
		return S("正在修订已经发布的答复，不能改派或收回。");
	if (action == ACTION_TAKE && str_eq(record->owner, viewer->id))
		return S("这一件已经由您办理。");
	if (action == ACTION_RELEASE && record->assists.len == 0)
		return S("这一件没有协办部门。");
	if (action == ACTION_REOPEN && (viewer->roles & ROLE_ASKER) != 0 && record->reopened > 0)
		return S("只能再反映一次。如仍有问题，请作为新的问题提交。");
	if (action == ACTION_APPROVE && !operator && own_draft(record, viewer))
		return S("不能审签自己或本部门经链接起草的答复，请由其他审签人办理。");
	if ((action == ACTION_APPROVE || action == ACTION_REJECT) && (viewer->fresh & ROLE_APPROVER) != 0)
		return S("您的审签人角色授予还不满 24 小时，暂时不能审签，请由其他审签人办理。");
	if (action == ACTION_CALLBACK && record->called_back != 0 &&
		!str_eq(record->callback, S("unreached")))
		return S("这一件已经回访过了。");
	if (action == ACTION_PUBLISH && case_visible(record, &viewer_public))
		return S("这一件已经是公开的。");
	if (action == ACTION_PUBLISH && record->channel != CHANNEL_TOPIC && !record->consent)
		return S("来件人没有同意公开，或者已经撤回同意。");
	if (action == ACTION_WITHDRAW_CONSENT && !record->consent)
		return S("您没有同意公开，或者已经撤回同意。");
	if (action == ACTION_UNPUBLISH && !case_visible(record, &viewer_public))
		return S("这一件目前没有公开。");
	return (struct str){ 0 };
}

/* Whether the viewer's roles and department and the state of the case allow it. */
static bool open_to(const struct case_record *record, enum action action, const struct viewer *viewer)
{
	return case_visible(record, viewer) && entitled(record, action, viewer) &&
	       lifecycle_allows(action, record->channel, record->state, viewer->roles);
}

bool case_may(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer)
{
	return open_to(record, action, viewer) && obstacle(work, record, action, viewer, work->now).len == 0;
}

struct str case_obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer)
{
	return open_to(record, action, viewer) ? obstacle(work, record, action, viewer, work->now) :
		(struct str){ 0 };
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
		return attempt_refuse(attempt, ERR_INVALID, S("请选择不予受理的原因。"));
	if ((needs & NEED_REASON) != 0 && !length_ok(act->reason, 1, REASON_MAX))
		return attempt_refuse(attempt, ERR_INVALID, S("请写明原因，不超过 500 字。"));
	if (!length_ok(act->note, 0, REASON_MAX) || !length_ok(act->comment, 0, REASON_MAX))
		return attempt_refuse(attempt, ERR_INVALID, S("说明不能超过 500 字。"));
	if ((needs & NEED_REMARK) != 0 && act->note.len == 0)
		return attempt_refuse(attempt, ERR_INVALID, S("请填写备注，不超过 500 字。"));
	if ((needs & NEED_TEXT) != 0 && !length_ok(act->text, ANSWER_MIN, ANSWER_MAX))
		return attempt_refuse(attempt, ERR_INVALID, S("答复应为 10 至 10000 字。"));
	if ((needs & NEED_OPINION) != 0 && !length_ok(act->text, OPINION_MIN, OPINION_MAX))
		return attempt_refuse(attempt, ERR_INVALID, S("协办意见应为 2 至 2000 字。"));
	if ((needs & NEED_ADDITION) != 0 && !length_ok(act->text, ADDITION_MIN, ADDITION_MAX))
		return attempt_refuse(attempt, ERR_INVALID, S("请写明补正的内容，2 至 5000 字。"));
	if ((needs & NEED_RATING) != 0 && (act->rating < 1 || act->rating > 5))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择 1 至 5 分。"));
	return OK;
}

/* What its outcome makes an answer say besides. */
static enum status check_decision(struct attempt *attempt, const struct case_edit *edit,
	const struct outcome *outcome)
{
	struct arena *arena = edit->work->arena;
	const struct act *act = attempt->act;
	struct str codes = grounds_of(arena, outcome, act->grounds);
	struct str why;
	const char *field = grounds_lacking(arena, outcome, act->more, codes, &why);

	if (field != NULL)
		return attempt_refuse_field(attempt, field, why);
	return answer_tells(&edit->before, act->outcome, act->told) ? OK :
		attempt_refuse_field(attempt, "told", S(ANSWER_TOLD_LACKING));
}

/* What is asked of requests only. */
static enum status check_request(struct attempt *attempt, const struct case_edit *edit)
{
	const struct case_record *before = &edit->before;
	const struct act *act = attempt->act;
	uint32_t needs = lifecycle_row(act->action)->needs;
	const struct outcome *outcome = outcome_find(act->outcome);

	if (before->channel != CHANNEL_REQUEST)
		return OK;
	if ((needs & NEED_OUTCOME) != 0 && (outcome == NULL || outcome->by_time))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择办理结果。"));
	if ((needs & NEED_OUTCOME) != 0 && act->at == 0)
		TRY(check_decision(attempt, edit, outcome));
	if (act->action == ACTION_DECLINE && act->at == 0 && !decline_of_request(act->reason))
		return attempt_refuse(attempt, ERR_INVALID,
			S("信息公开申请只有两种可以不予受理：广告或与政务无关的信息，与同一申请人的另一件申请重复。"
				"内容不明确的，请通知补正；其他的，请确认收到后依法答复，选择相应的办理结果。"));
	if ((needs & NEED_PARTY) != 0 && act->at == 0 && !length_ok(act->party, NAME_MIN, ORGANISATION_MAX))
		return attempt_refuse_field(attempt, "party", S("请填写对方的名称，2 至 60 字。"));
	if ((needs & NEED_DUE) != 0 && act->due <= edit->at)
		return attempt_refuse_field(attempt, "due", S("请填写日期，应晚于今天。"));
	if ((needs & NEED_CONSENTER) != 0 && !length_ok(act->consenter, NAME_MIN, NAME_MAX))
		return attempt_refuse(attempt, ERR_INVALID,
			S("请填写同意延期的政府信息公开工作机构负责人姓名。"));
	return OK;
}

/* A day that far off is a slip of the year; once an applicant was told it, it can't be taken back. */
static enum status check_due(struct attempt *attempt, const struct case_edit *edit)
{
	const struct act *act = attempt->act;

	if (act->at == 0 && act->due > edit->at + DUE_DAYS_MOST * MS_PER_DAY)
		return attempt_refuse_field(attempt, "due", S("日期应在两年以内，请核对年份。"));
	return OK;
}

static struct str who_did_what(struct arena *arena, const struct case_record *record)
{
	enum action action = ACTION_SUBMIT;

	action_parse(record->last_action, &action);
	return arena_printf(arena, "%.*s刚才已经进行了“%s”，请查看最新情况后再操作。", STR_ARG(record->last_by),
		lifecycle_row(action)->label);
}

static enum status check_rules(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	const struct case_record *before = &edit->before;

	if (!case_visible(before, act->by))
		return ERR_NOT_FOUND;
	if (!entitled(before, act->action, act->by))
		return attempt_refuse(attempt, ERR_FORBIDDEN, S("您的角色或部门不能进行这项操作。"));
	if (act->version != 0 && act->version != before->version)
		return attempt_refuse(attempt, ERR_CONFLICT, who_did_what(edit->work->arena, before));
	if (!lifecycle_allows(act->action, before->channel, before->state, act->by->roles))
		return attempt_refuse(attempt, ERR_NOT_NOW,
			arena_printf(edit->work->arena, "这一件现在是“%s”，不能进行这项操作。",
				state_label(before->state)));
	attempt->why = obstacle(edit->work, before, act->action, act->by, edit->at);
	if (attempt->why.len > 0)
		return act->action == ACTION_APPROVE ? ERR_FORBIDDEN : ERR_NOT_NOW;
	TRY(check_due(attempt, edit));
	TRY(check_request(attempt, edit));
	return check_given(attempt);
}

/* A correction or an explanation: the applicant's words, whoever writes them down. */
static bool adds_words(const struct act *act)
{
	return (lifecycle_row(act->action)->needs & NEED_ADDITION) != 0;
}

/*
 * What was written with the step, kept apart from it: the two have different readers.  A resident's words,
 * also those that staff write down, are masked before they are stored, as those of a question.
 */
static void add_note(struct case_edit *edit, const struct act *act, struct str text)
{
	const char *action = action_name(act->action);
	struct masking masking;
	struct value *note;

	if (text.len == 0)
		return;
	if ((act->by->roles & ROLE_ASKER) != 0 || adds_words(act)) {
		masking = sealed_masking(edit->work, &edit->before);
		text = mask_text(edit->work->arena, &masking, text, NULL);
	}
	note = commit_begin_entry(edit, "note");
	map_str(note, "action", str_of(action));
	map_str(note, "text", text);
	commit_entry(edit, note);
}

/* The department that the step is about, where it isn't simply the one in charge. */
static struct str concerns(const struct act *act, const struct case_record *before)
{
	switch (act->action) {
	case ACTION_ASSIGN:
	case ACTION_REASSIGN:
	case ACTION_ASSIST:
	case ACTION_RELEASE:
		return act->dept;
	case ACTION_OPINION:
		return act->by->dept.len > 0 ? act->by->dept : act->dept;
	case ACTION_RETURN:
	case ACTION_RECALL:
		return before->dept;
	default:
		return (struct str){ 0 };
	}
}

/* Whether it went elsewhere before, and whether the department keeps it now: what its sender is told. */
static void describe_assignment(const struct case_edit *edit, struct value *event)
{
	if (edit->before.led != 0)
		map_bool(event, "again", true);
	if (case_designated(edit->work, &edit->before))
		map_bool(event, "final", true);
}

static void record_step(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	const char *action = action_name(act->action);
	struct value *event;

	edit->action = str_of(action);
	edit->by = act->by->id;
	/* A service has an entry of its own kind. */
	if (act->action == ACTION_SERVE)
		return;
	event = commit_begin_entry(edit, "event");
	map_str(event, "action", str_of(action));
	map_str(event, "by", act->by->id);
	edit->concerns = concerns(act, &edit->before);
	if (edit->concerns.len > 0)
		map_str(event, "dept", edit->concerns);
	if (act->action == ACTION_ASSIGN)
		describe_assignment(edit, event);
	if (act->action == ACTION_ACCEPT && act->keep.len > 0)
		map_str(event, "unmasked", hit_kinds(edit->work->arena, act->keep));
	if (act->action == ACTION_RETURN || act->action == ACTION_REASSIGN || act->action == ACTION_RECALL)
		transfer_describe(&edit->before, edit->at, event);
	if (act->action == ACTION_EXTEND || act->action == ACTION_ASK_EXTENSION)
		map_int(event, "days", act->days);
	if (act->action == ACTION_RATE)
		map_int(event, "rating", act->rating);
	if (act->action == ACTION_MERGE)
		map_int(event, "into", (int64_t)act->into);
	request_describe(act, &edit->before, event);
	letter_describe(act, event);
	commit_entry(edit, event);
	if (act->action == ACTION_DECLINE)
		add_note(edit, act, str_of(decline_label(act->reason)));
	else if (act->action != ACTION_REVISE)
		add_note(edit, act, act->reason);
	add_note(edit, act, act->note);
	add_note(edit, act, act->comment);
	if (adds_words(act))
		add_note(edit, act, act->text);
	edit->after.last_by = act->by->id;
	edit->after.last_action = str_of(action);
}

/*
 * Steps beside the way to the answer change nothing that a form was drawn from: who is writing an answer
 * meanwhile must not lose a race to a reminder or a colleague's opinion.
 */
static bool beside(enum action action)
{
	return action == ACTION_REMIND || action == ACTION_SUPERVISE || action == ACTION_ASSIST ||
		action == ACTION_OPINION || action == ACTION_RELEASE || action == ACTION_ASK_EXTENSION ||
		action == ACTION_WITHDRAW_CONSENT || action == ACTION_SERVE ||
		action == ACTION_REMARK || action == ACTION_TAKE || action == ACTION_GIVE;
}

static enum status apply(void *context, struct case_edit *edit)
{
	struct attempt *attempt = context;
	const struct lifecycle_row *row = lifecycle_row(attempt->act->action);

	attempt->why = (struct str){ 0 };
	if (attempt->act->at != 0)
		edit->at = attempt->act->at;
	if (beside(row->action))
		TRY(commit_once(edit, attempt->act->once, &attempt->again));
	TRY(check_rules(attempt, edit));
	if (row->to != STATE_NONE)
		edit->after.state = row->to;
	/* The step stands in the thread before what it publishes. */
	record_step(attempt, edit);
	TRY(effect_of(row->action)(attempt, edit));
	if (attempt->act->also != NULL)
		TRY(attempt->act->also(attempt->act, edit));
	if (!beside(row->action))
		edit->after.version++;
	extension_settle(edit);
	owner_settle(edit);
	deadline_set(edit->work, &edit->after);
	return OK;
}

enum status case_act(struct casework *work, uint64_t n, const struct act *act, struct case_record *after,
	struct str *why)
{
	struct attempt attempt = { .act = act };
	enum status status;

	memset(after, 0, sizeof(*after));
	*why = (struct str){ 0 };
	if (effect_of(act->action) == NULL)
		return ERR_NOT_NOW;
	status = commit_case(work, n, apply, &attempt, after);
	*why = attempt.why;
	return status == ERR_ALREADY && attempt.again ? OK : status;
}
