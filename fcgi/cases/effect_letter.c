#include "cases/effect_letter.h"

#include "base/text.h"
#include "cases/deadline.h"
#include "cases/effect_request.h"
#include "law/fee.h"

#define MAIL_MAX 40

static struct str day_of(const struct case_edit *edit, int64_t ms)
{
	return clock_date(edit->work->arena, ms);
}

/* A service as the form gave it. */
struct service_given {
	struct letter_sent *sent;
	enum service way;
	int64_t on;
};

static enum status take_posting(struct attempt *attempt, const struct case_edit *edit,
	const struct service_given *given)
{
	const struct act *act = attempt->act;
	size_t length = text_length(act->mail);

	if (given->way != SERVICE_POST)
		return act->mail.len == 0 && act->signed_on == 0 ? OK :
			attempt_refuse_field(attempt, "mail", S("只有邮寄的才填写邮件号和签收日期。"));
	if (length < 1 || length > MAIL_MAX)
		return attempt_refuse_field(attempt, "mail", S("邮寄的请填写邮件号，不超过 40 字。"));
	if (act->signed_on != 0 && clock_day(act->signed_on) < clock_day(given->on))
		return attempt_refuse_field(attempt, "signed", S("签收日期不能早于交邮日期。"));
	if (act->signed_on > edit->at)
		return attempt_refuse_field(attempt, "signed", S("签收日期不能晚于今天。"));
	return OK;
}

static enum status take_service(struct attempt *attempt, const struct case_edit *edit,
	struct service_given *given)
{
	const struct act *act = attempt->act;

	if (!service_parse(act->way, &given->way) || given->way == SERVICE_NONE ||
		given->way == SERVICE_ONLINE)
		return attempt_refuse_field(attempt, "way", S("请选择送达方式。"));
	TRY(request_take_day(attempt, edit, given->sent->issued, &given->on));
	return take_posting(attempt, edit, given);
}

static void add_service(struct case_edit *edit, const struct act *act, const struct letter_sent *sent,
	int64_t on)
{
	struct value *entry = commit_begin_entry(edit, "service");

	map_int(entry, "of", sent->id);
	map_str(entry, "letter", str_of(letter_name(sent->kind)));
	map_str(entry, "way", act->way.len > 0 ? act->way : str_of(service_name(SERVICE_ONLINE)));
	map_int(entry, "on", on);
	if (act->signed_on != 0)
		map_int(entry, "signed", act->signed_on);
	if (act->mail.len > 0)
		map_str(entry, "mail", act->mail);
	map_str(entry, "by", act->by->id);
	commit_entry(edit, entry);
}

/* The applicant opened it first: in time for a letter put on the page, and for one that is on its way. */
static enum status open_letter(struct attempt *attempt, struct case_edit *edit, struct letter_sent *sent)
{
	if (!letter_to_applicant(sent->kind) || sent->starts != 0)
		return ERR_ALREADY;
	sent->starts = sent->opened = edit->at;
	if (sent->served == 0) {
		sent->way = SERVICE_ONLINE;
		sent->served = edit->at;
	}
	add_service(edit, attempt->act, sent, edit->at);
	return OK;
}

/* Since when the applicant could read it on the page; 0: never did. */
static int64_t online_since(const struct case_edit *edit, const struct letter_sent *sent)
{
	return letter_to_applicant(sent->kind) && edit->before.mode == MODE_ONLINE ? sent->issued :
		sent->opened;
}

/*
 * What staff recorded wrongly is recorded anew; that it stood on the applicant's page, and was opened there,
 * before that stays true.
 */
static enum status serve_letter(struct attempt *attempt, struct case_edit *edit, struct letter_sent *sent)
{
	struct service_given given = { .sent = sent };
	int64_t online = online_since(edit, sent);
	bool earlier;

	TRY(take_service(attempt, edit, &given));
	earlier = online != 0 && online <= given.on;
	sent->way = earlier ? SERVICE_ONLINE : given.way;
	sent->served = earlier ? online : given.on;
	sent->starts = attempt->act->signed_on != 0 ? attempt->act->signed_on : given.on;
	if (sent->opened != 0 && sent->opened < sent->starts)
		sent->starts = sent->opened;
	add_service(edit, attempt->act, sent, given.on);
	return OK;
}

/*
 * How long the first answer took is known once it is served: by the clock that it ended, not that of a
 * revision, and not once a reopening has set the clock anew.
 */
static void measure_answer(struct case_edit *edit, const struct letter_sent *sent)
{
	struct case_record first = edit->after;
	int64_t served = letter_answer_served(&first);

	first.revising = 0;
	if (sent->kind == LETTER_ANSWER && served != 0 && first.clock <= first.answered)
		edit->after.days_taken = deadline_used(edit->work, &first, served);
}

enum status effect_serve(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	bool opens = (act->by->roles & ROLE_ASKER) != 0;
	struct letters letters;
	struct letter_sent *sent;

	letters_read(&edit->before, &letters);
	sent = letters_by_id(&letters, act->letter);
	if (sent == NULL)
		return opens ? ERR_NOT_FOUND :
			attempt_refuse_field(attempt, "letter", S("请选择送达的是哪一份文书。"));
	TRY(opens ? open_letter(attempt, edit, sent) : serve_letter(attempt, edit, sent));
	letters_write(edit->work->arena, &letters, &edit->after);
	measure_answer(edit, sent);
	return OK;
}

/* Reading on the spot (查阅、抄录) makes no pages that are given out: it isn't charged by quantity. */
static enum status check_basis(struct attempt *attempt, const struct case_edit *edit, enum fee_basis *basis)
{
	const struct act *act = attempt->act;
	int64_t most;

	if (!fee_basis_parse(act->kind, basis))
		return attempt_refuse_field(attempt, "kind", S("请选择收费方式。"));
	if (*basis == FEE_PAGES && edit->before.wanted == WANTED_READ)
		return attempt_refuse_field(attempt, "kind", S("现场查阅、抄录的，不按量收费。"));
	most = *basis == FEE_PAGES ? FEE_PAGES_MOST : FEE_ITEMS_MOST;
	if (act->count < 1 || act->count > most)
		return attempt_refuse_field(attempt, "count", S("请填写件数或页数。"));
	if (act->earlier < 0 || act->earlier > FEE_ITEMS_MOST - (*basis == FEE_ITEMS ? act->count : 0) ||
		(*basis == FEE_PAGES && act->earlier != 0))
		return attempt_refuse_field(attempt, "earlier", S("按件收费的才填写本月此前的件数，最多 1000 件。"));
	return OK;
}

enum status effect_charge(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	enum fee_basis basis;

	TRY(check_basis(attempt, edit, &basis));
	edit->after.charge_yuan = fee_charged(basis, act->earlier, act->count);
	if (edit->after.charge_yuan == 0)
		return attempt_refuse_field(attempt, "count", S("没有超过免费的数量，不收费。"));
	edit->after.charged = edit->at;
	edit->after.reminded = 0;
	return letter_issue(attempt, edit, LETTER_CHARGE);
}

void letter_describe(const struct act *act, struct value *event)
{
	enum fee_basis basis;

	/* What isn't well-formed is refused by the effect. */
	if (act->action != ACTION_CHARGE || !fee_basis_parse(act->kind, &basis))
		return;
	map_str(event, "basis", act->kind);
	map_int(event, "count", act->count);
	map_int(event, "earlier", act->earlier);
}

enum status effect_pay(struct attempt *attempt, struct case_edit *edit)
{
	TRY(request_take_day(attempt, edit, edit->before.charged, &edit->after.paid));
	TRY(request_take_back(attempt, edit, STATE_CHARGING, edit->after.paid));
	edit->after.reminded = 0;
	return OK;
}

enum status effect_unpaid(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	edit->after.closed = edit->at;
	request_given_up(edit, S("other.unpaid"));
	return OK;
}

enum status effect_justify(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.justify = edit->at;
	return letter_issue(attempt, edit, LETTER_JUSTIFY);
}

enum status effect_explain(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.explained = true;
	return request_seal_words(attempt->act, edit);
}

enum status effect_defer(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;

	if (act->due <= edit->before.due)
		return attempt_refuse_field(attempt, "due", arena_printf(edit->work->arena,
			"延迟后的日期应晚于现在的答复期限%.*s。", STR_ARG(day_of(edit, edit->before.due))));
	edit->after.due_fixed = act->due;
	edit->after.deferred = true;
	edit->after.reminded = 0;
	return letter_issue(attempt, edit, LETTER_DEFERRAL);
}

struct str letter_obstacle(const struct case_record *record, enum action action)
{
	switch (action) {
	case ACTION_SERVE:
		return record->letters.len > 0 ? (struct str){ 0 } : S("还没有出具过文书，不用登记送达。");
	case ACTION_CHARGE:
		return record->charged == 0 ? (struct str){ 0 } :
			S("每份申请只通知收费一次，这一件已经通知过了。");
	case ACTION_JUSTIFY:
		return record->justify == 0 ? (struct str){ 0 } : S("已经要求申请人说明过理由，只能要求一次。");
	case ACTION_EXPLAIN:
		if (record->justify == 0)
			return S("还没有要求申请人说明理由，请先要求说明理由。");
		return record->explained ? S("已经登记过申请人说明的理由。") : (struct str){ 0 };
	case ACTION_DEFER:
		if (!record->explained)
			return S("申请人说明理由以后，理由合理的，才能确定延迟答复的期限。");
		return record->deferred ? S("已经确定过延迟答复的期限，只能延迟一次。") : (struct str){ 0 };
	default:
		return (struct str){ 0 };
	}
}
