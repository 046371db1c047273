#include "cases/effect_request.h"

#include "model/appeal.h"
#include "model/consult.h"
#include "law/outcome.h"
#include "cases/deadline.h"
#include "cases/letter_issue.h"
#include "privacy/sealed.h"

#define CORRECT_DAYS_MOST 60

static bool by(const struct viewer *viewer, enum role role)
{
	return (viewer->roles & (uint32_t)role) != 0;
}

static struct str day_of(const struct casework *work, int64_t ms)
{
	return clock_date(work->arena, ms);
}

static struct str correct_obstacle(const struct casework *work, const struct case_record *record, int64_t at)
{
	int64_t end = deadline_notice(work, record);

	if (record->corrected != 0)
		return S("补正只能通知一次，这一件已经通知过了。内容仍不明确的，请直接答复。");
	if (at > end)
		return arena_printf(work->arena,
			"收到申请后 %d 个工作日内可以通知补正，这一件的期限是%.*s，已经过了。请直接答复。",
			work->config->requests.notice_days, STR_ARG(day_of(work, end)));
	return (struct str){ 0 };
}

/* What each state waits for: the letter, the period that runs from its service, and whose end is told. */
static const struct {
	const char *letter;
	const char *period;
	const char *whose;
} periods[STATE_COUNT] = {
	[STATE_CORRECTING] = { "补正告知书", "补正期限", "" },
	[STATE_CONSULTING] = { "征求意见书", "答复期限", "对方的" },
	[STATE_CHARGING] = { "收费通知书", "缴费期限", "" },
};

struct str request_period_obstacle(const struct casework *work, const struct case_record *record, int64_t at)
{
	const char *period = periods[record->state].period;
	bool provisional;
	int64_t end = deadline_waited(work, record, &provisional);

	if (end == 0)
		return arena_printf(work->arena, "%s还没有登记送达，%s没有起算，请先登记送达。",
			periods[record->state].letter, period);
	return at > end ? (struct str){ 0 } : arena_printf(work->arena, "%s%s到%.*s为止，尚未届满。",
		periods[record->state].whose, period, STR_ARG(day_of(work, end)));
}

static struct str consult_obstacle(const struct case_record *record)
{
	struct consults consults;

	consults_read(record, &consults);
	return consults.count == CONSULTS_MOST ? S("征求意见的次数太多了，请直接答复。") : (struct str){ 0 };
}

/* What can be done instead depends on how it ended. */
static struct str reopen_obstacle(struct arena *arena, const struct case_record *record)
{
	const struct outcome *outcome = outcome_find(record->outcome);
	struct remedy_parties parties = { .you = applicant_you(record->applicant),
		.letter = record->answers > 0 ? "答复书" : "告知" };
	enum remedy remedy = outcome != NULL ?
		grounds_remedy(arena, outcome, record->grounds, &parties.articles) : REMEDY_EITHER;

	return arena_join(arena, S("信息公开申请不能再次反映。"), remedy_words(arena, remedy, &parties));
}

/* What gives the office more time, and is too late once that is over. */
static bool takes_time(enum action action)
{
	return action == ACTION_EXTEND || action == ACTION_ASK_EXTENSION || action == ACTION_CONSULT ||
		action == ACTION_CHARGE;
}

/* Only staff can tell on which day something came that nobody registered in time. */
static struct str late_obstacle(const struct case_record *record, enum action action,
	const struct viewer *viewer)
{
	if (!str_eq(record->outcome, action == ACTION_PAY ? S("other.unpaid") : S("other.lapsed")))
		return S("这一件不是因为逾期办结的，不能进行这项操作。");
	return by(viewer, ROLE_ASKER) ? S("补正期限已经过了。期限内已经补正的，请与受理机构联系。") :
		(struct str){ 0 };
}

struct str request_obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer, int64_t at)
{
	if (record->channel != CHANNEL_REQUEST)
		return (struct str){ 0 };
	if (request_comes_late(record, action))
		return late_obstacle(record, action, viewer);
	if (action == ACTION_CONFIRM && record->received != 0)
		return S("收到申请的日期已经确认过了。");
	if (action == ACTION_DECLINE && record->received != 0)
		return S("已经确认收到的申请要依法答复，不能不予受理。");
	if ((action == ACTION_ASSIGN || action == ACTION_CORRECT) && record->received == 0)
		return S("请先确认收到申请的日期：办理期限从收到之日起算。");
	if (takes_time(action) && at > record->due)
		return S("办理期限已经过了，请尽快答复。");
	if (action == ACTION_LAPSE || action == ACTION_UNPAID)
		return request_period_obstacle(work, record, at);
	if (action == ACTION_DRAFT && by(viewer, ROLE_LINK))
		return S("依申请公开的答复要选择办理结果，请登录后填写。");
	if (action == ACTION_REOPEN && by(viewer, ROLE_ASKER))
		return reopen_obstacle(work->arena, record);
	if (action == ACTION_CORRECT)
		return correct_obstacle(work, record, at);
	if (action == ACTION_CONSULT)
		return consult_obstacle(record);
	return (struct str){ 0 };
}

void request_describe(const struct act *act, const struct case_record *before, struct value *event)
{
	if (before->channel != CHANNEL_REQUEST)
		return;
	if (act->action == ACTION_EXTEND)
		map_str(event, "consenter", act->consenter);
	if (act->action == ACTION_CONSULT || act->action == ACTION_APPEAL)
		map_str(event, "about", act->kind);
	if (act->action == ACTION_REPLY || act->action == ACTION_APPEAL)
		map_str(event, "result", act->result);
	if (request_comes_late(before, act->action))
		map_bool(event, "resumed", true);
}

bool request_comes_late(const struct case_record *record, enum action action)
{
	return record->state == STATE_CLOSED && (action == ACTION_PAY || action == ACTION_SUPPLEMENT);
}

enum status request_take_back(struct attempt *attempt, struct case_edit *edit, enum state waited,
	int64_t day)
{
	struct case_record then = edit->before;
	bool provisional;
	int64_t end;

	if (!request_comes_late(&edit->before, attempt->act->action))
		return OK;
	then.state = waited;
	end = deadline_waited(edit->work, &then, &provisional);
	if (day > end)
		return attempt_refuse_field(attempt, "on", arena_printf(edit->work->arena,
			"%s到%.*s为止。只能补登期限以内的，请核对日期。", periods[waited].period,
			STR_ARG(day_of(edit->work, end))));
	edit->after.closed = edit->after.concluded = 0;
	edit->after.outcome = (struct str){ 0 };
	return OK;
}

enum status request_take_day(struct attempt *attempt, const struct case_edit *edit, int64_t earliest,
	int64_t *day)
{
	int64_t on = attempt->act->on;

	if (on == 0 || clock_day(on) == clock_day(edit->at)) {
		*day = edit->at;
		return OK;
	}
	if (clock_day(on) < clock_day(earliest))
		return attempt_refuse_field(attempt, "on",
			arena_printf(edit->work->arena, "日期不能早于%.*s。",
				STR_ARG(day_of(edit->work, earliest))));
	if (on > edit->at)
		return attempt_refuse_field(attempt, "on", S("日期不能晚于今天。"));
	*day = on;
	return OK;
}

enum status effect_confirm(struct attempt *attempt, struct case_edit *edit)
{
	TRY(request_take_day(attempt, edit, edit->before.created, &edit->after.received));
	edit->after.clock = edit->after.received;
	return letter_receipt(attempt, edit);
}

enum status effect_correct(struct attempt *attempt, struct case_edit *edit)
{
	if (attempt->act->days < 1 || attempt->act->days > CORRECT_DAYS_MOST)
		return attempt_refuse(attempt, ERR_INVALID, S("补正期限应为 1 至 60 个工作日。"));
	edit->after.corrected = edit->at;
	edit->after.correct_days = attempt->act->days;
	edit->after.reminded = 0;
	return letter_issue(attempt, edit, LETTER_CORRECTION);
}

/* Numbers of papers and phones are what a correction is often about. */
enum status request_seal_words(const struct act *act, struct case_edit *edit)
{
	struct masking masking = sealed_masking(edit->work, &edit->after);
	struct sealed_contact contact;

	if (str_eq(mask_text(edit->work->arena, &masking, act->text, NULL), act->text))
		return OK;
	TRY(sealed_read(edit->work, &edit->after, &contact));
	*sealed_words(&contact, act->action) = act->text;
	return sealed_write(edit->work, &edit->after, &contact);
}

enum status effect_supplement(struct attempt *attempt, struct case_edit *edit)
{
	if (by(attempt->act->by, ROLE_ASKER))
		edit->after.clock = edit->at;
	else
		TRY(request_take_day(attempt, edit, edit->before.corrected, &edit->after.clock));
	TRY(request_take_back(attempt, edit, STATE_CORRECTING, edit->after.clock));
	edit->after.consults = (struct str){ 0 };
	edit->after.reminded = 0;
	if (edit->before.dept.len == 0)
		edit->after.state = STATE_ACCEPTED;
	return request_seal_words(attempt->act, edit);
}

/* Why that one can't be what this request repeats, as a sentence; empty: it can. */
static struct str duplicate_obstacle(const struct case_record *record, const struct case_record *other)
{
	if (other->n == record->n)
		return S("这就是本件申请的编号，请填写与它重复的另一件的编号。");
	if (other->n == 0 || other->channel != CHANNEL_REQUEST)
		return S("没有这个编号的信息公开申请，请核对。");
	if (record->applicant_hash.len == 0 || !str_eq(record->applicant_hash, other->applicant_hash))
		return S("那一件不是同一申请人的申请，不能作为重复申请。");
	if (other->state == STATE_DECLINED)
		return S("那一件也没有受理，不能作为重复申请的依据。");
	if (other->state == STATE_WITHDRAWN)
		return S("那一件已经由申请人撤回，没有答复，不能作为重复申请的依据。");
	return (struct str){ 0 };
}

enum status request_declined(struct attempt *attempt, struct case_edit *edit)
{
	uint64_t named = attempt->act->other;
	struct case_record other;
	struct str why;

	if (edit->before.channel != CHANNEL_REQUEST || attempt->act->at != 0 ||
		!str_eq(attempt->act->reason, S("duplicate")))
		return OK;
	if (named == 0)
		return attempt_refuse_field(attempt, "other", S("请填写与哪一件申请重复。"));
	/* Watched, so that two requests are never declined as duplicates of each other. */
	TRY(case_read_watched(edit->work, &named, 1, &other));
	why = duplicate_obstacle(&edit->before, &other);
	if (why.len > 0)
		return attempt_refuse_field(attempt, "other", why);
	edit->after.duplicate_of = named;
	edit->after.received = edit->at;
	edit->after.outcome = S("skip.repeat");
	edit->after.concluded = edit->at;
	return OK;
}

void request_given_up(struct case_edit *edit, struct str outcome)
{
	if (edit->before.channel != CHANNEL_REQUEST || edit->before.received == 0 ||
		edit->before.concluded != 0)
		return;
	edit->after.outcome = outcome;
	edit->after.concluded = edit->at;
}

enum status effect_lapse(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.closed = edit->at;
	request_given_up(edit, S("other.lapsed"));
	return OK;
}

enum status effect_consult(struct attempt *attempt, struct case_edit *edit)
{
	struct consults consults;
	enum consult_kind kind;

	if (!consult_kind_parse(attempt->act->kind, &kind))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择征求意见的对象。"));
	consults_read(&edit->before, &consults);
	consults.list[consults.count++] = (struct consult){ .kind = kind, .from = edit->at,
		.result = CONSULT_RESULTS };
	consults_write(edit->work->arena, &consults, &edit->after);
	return letters_issue(attempt, edit, &(struct letter_order){ .kind = LETTER_CONSULT,
		.to = attempt->act->party }, 1);
}

enum status effect_reply(struct attempt *attempt, struct case_edit *edit)
{
	struct str early = { 0 };
	struct consults consults;
	enum consult_result result;

	if (!consult_result_parse(attempt->act->result, &result))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择对方的意见。"));
	/* Silence is told from slowness by the period's end. */
	if (result == CONSULT_SILENT)
		early = request_period_obstacle(edit->work, &edit->before, edit->at);
	if (early.len > 0)
		return attempt_refuse(attempt, by(attempt->act->by, ROLE_JOBS) ? ERR_NOT_NOW : ERR_INVALID,
			early);
	consults_read(&edit->before, &consults);
	if (consults.count > 0) {
		consults.list[consults.count - 1].to = edit->at;
		consults.list[consults.count - 1].result = result;
	}
	consults_write(edit->work->arena, &consults, &edit->after);
	edit->after.reminded = 0;
	return OK;
}

enum status effect_appeal(struct attempt *attempt, struct case_edit *edit)
{
	struct appeal appeal = { .at = edit->at };

	if (!appeal_kind_parse(attempt->act->kind, &appeal.kind) ||
	    !appeal_result_parse(attempt->act->result, &appeal.result))
		return attempt_refuse(attempt, ERR_INVALID, S("请选择复议或诉讼的种类和结果。"));
	appeals_put(edit->work->arena, &appeal, &edit->after);
	return OK;
}

void request_reopened(struct case_edit *edit)
{
	struct case_record *after = &edit->after;

	if (after->channel != CHANNEL_REQUEST)
		return;
	after->clock = edit->at;
	after->consults = (struct str){ 0 };
	if (after->answers == 0) {
		after->concluded = 0;
		after->outcome = (struct str){ 0 };
	}
	if (after->dept.len == 0)
		after->state = STATE_ACCEPTED;
}
