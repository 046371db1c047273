#include "pages/view/request_clock.h"

#include "base/buf.h"
#include "model/appeal.h"
#include "model/letter.h"
#include "cases/deadline.h"
#include "pages/view/wording.h"

static const struct value *last_entry(const struct value *thread, const char *kind, enum action action)
{
	const struct value *last = NULL;

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), str_of(kind)) &&
		    str_eq(map_get_str(&m->value, "action"), str_of(action_name(action))))
			last = &m->value;
	return last;
}

struct str request_clock_note(const struct value *thread, enum action action)
{
	const struct value *note = last_entry(thread, "note", action);

	return note != NULL ? map_get_str(note, "text") : (struct str){ 0 };
}

int64_t request_clock_when(const struct value *thread, enum action action)
{
	const struct value *event = last_entry(thread, "event", action);

	return event != NULL ? map_get_int(event, "at", 0) : 0;
}

struct str request_clock_date(struct arena *arena, int64_t ms)
{
	/* As if from another year: then the year is said. */
	return wording_day(arena, ms, 0);
}

struct str request_clock_detail(struct arena *arena, const struct value *event)
{
	struct str about = map_get_str(event, "about");
	struct str result = map_get_str(event, "result");
	struct str consenter = map_get_str(event, "consenter");
	enum consult_kind asked;
	enum consult_result replied;
	enum appeal_kind appeal;
	enum appeal_result decided;

	if (consenter.len > 0)
		return ARENA_GLUE(arena, S("经"), consenter, S("同意"));
	if (appeal_kind_parse(about, &appeal) && appeal_result_parse(result, &decided))
		return ARENA_GLUE(arena, str_of(appeal_kind_label(appeal)), S("："),
			str_of(appeal_result_label(decided)));
	if (consult_kind_parse(about, &asked))
		return str_of(consult_kind_label(asked));
	return consult_result_parse(result, &replied) ? str_of(consult_result_label(replied)) :
		(struct str){ 0 };
}

/* Only while the office's own time runs is there a day by which it must answer. */
static bool running(const struct case_record *record)
{
	return (record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED) && record->revising == 0;
}

static struct str explain(struct casework *work, const struct case_record *record, int paused)
{
	struct arena *arena = work->arena;
	bool restarted = clock_day(record->clock) != clock_day(record->received);
	struct str start = ARENA_GLUE(arena, request_clock_date(arena, record->clock),
		restarted ? S("重新起算") : S("收到申请"));
	struct str days = ARENA_GLUE(arena, S("从第二天起算 "),
		num(arena, work->config->requests.answer_days), S(" 个工作日"));
	struct str more = { 0 };
	struct str end = { 0 };

	if (record->state == STATE_DECLINED)
		return S("没有受理，不计算期限。");
	if (record->clock == 0)
		return (struct str){ 0 };
	if (record->extended != 0)
		more = ARENA_GLUE(arena, S("，延长 "), num(arena, record->extended), S(" 个工作日"));
	if (paused > 0)
		more = ARENA_GLUE(arena, more, S("，征求意见、等待缴费的 "), num(arena, paused),
			S(" 个工作日不算"));
	if (record->state == STATE_CORRECTING)
		end = S("。现在停止计算，收到补正后重新起算");
	else if (record->state == STATE_CONSULTING)
		end = S("。现在征求意见，停止计算");
	else if (record->state == STATE_CHARGING)
		end = S("。现在等待缴费，停止计算");
	else if (running(record))
		end = ARENA_GLUE(arena, S("，到 "), request_clock_date(arena, record->due), S("为止"));
	return ARENA_GLUE(arena, start, S("，"), days, more, end, S("。"));
}

static void add_times(struct casework *work, const struct case_record *record, struct value *map)
{
	/* While a reply is waited for, nobody knows yet how long that will be. */
	int paused = record->state == STATE_CONSULTING || record->state == STATE_CHARGING ? 0 :
		deadline_paused(work, record);

	map_str(map, "received", wording_date(work->arena, record->received));
	map_str(map, "started", wording_date(work->arena, record->clock));
	map_bool(map, "restarted", clock_day(record->clock) != clock_day(record->received));
	map_str(map, "due", running(record) ? wording_date(work->arena, record->due) : (struct str){ 0 });
	map_int(map, "days_allowed", work->config->requests.answer_days);
	map_int(map, "days_extended", record->extended);
	map_int(map, "days_paused", paused);
	map_str(map, "explained", explain(work, record, paused));
}

/* The last day of the applicant's period; empty until its letter was served. */
static struct str until(struct casework *work, const struct case_record *record)
{
	bool provisional;
	int64_t end = deadline_waited(work, record, &provisional);

	return end != 0 ? request_clock_date(work->arena, end) : (struct str){ 0 };
}

static void add_waiting(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value *map)
{
	struct value *inner;

	if (record->state == STATE_CORRECTING) {
		inner = map_map(map, "correcting");
		map_str(inner, "correct_text", request_clock_note(thread, ACTION_CORRECT));
		map_int(inner, "correct_days", record->correct_days);
		map_str(inner, "correct_until", until(work, record));
	}
	if (record->state == STATE_CHARGING) {
		inner = map_map(map, "charging");
		map_str(inner, "charge_yuan", num(work->arena, record->charge_yuan));
		map_str(inner, "charge_text", request_clock_note(thread, ACTION_CHARGE));
		map_int(inner, "charge_days", work->config->requests.pay_days);
		map_str(inner, "charge_until", until(work, record));
	}
	if (record->extended != 0) {
		inner = map_map(map, "extension");
		map_int(inner, "extend_days", record->extended);
		map_str(inner, "extend_text", request_clock_note(thread, ACTION_EXTEND));
	}
}

/* One answer to a request: how it ended, and on which grounds. */
struct decided {
	const struct outcome *outcome;	/* NULL: nothing is decided */
	struct str grounds;
	bool old;		/* from before letters were kept: it says what its code meant then */
	bool asked;		/* a third party was asked before it */
};

/* answer: its entry of the thread; NULL: what isn't answered (lapsed, declined). */
static struct decided decided_by(const struct case_record *record, const struct value *answer,
	struct str outcome, struct str rests_on)
{
	struct letters letters;

	letters_read(record, &letters);
	return (struct decided){ .outcome = outcome_find(outcome), .grounds = rests_on,
		.old = answer == NULL ? letters.count == 0 :
			letters_issued(&letters, LETTER_ANSWER, map_get_int(answer, "at", 0)) == NULL,
		/* An answer from before that was kept follows what the record still tells. */
		.asked = answer != NULL && map_get(answer, "asked") != NULL ? map_get_bool(answer, "asked") :
			consults_has(record, CONSULT_THIRD) };
}

static struct str basis_of(struct arena *arena, const struct decided *decided)
{
	if (decided->outcome->old_basis != NULL && decided->old)
		return str_of(decided->outcome->old_basis);
	return grounds_basis(arena, decided->outcome, decided->grounds, decided->asked);
}

/* Its words say 您; to an organisation they say 你单位. */
static struct str decision_of(struct arena *arena, const struct decided *decided,
	const struct case_record *record)
{
	const struct outcome *outcome = decided->outcome;
	bool old = outcome->old_decision != NULL && decided->old;
	struct str words = str_of(old ? outcome->old_decision : outcome->decision);
	struct buf out = buf_in(arena);
	size_t from = 0;

	for (size_t at; (at = str_search(words, S("您"), from)) < words.len; from = at + S("您").len) {
		buf_add(&out, str_sub(words, from, at));
		buf_add(&out, str_of(applicant_you(record->applicant)));
	}
	buf_add(&out, str_sub(words, from, words.len));
	return buf_str(&out);
}

static void put_decision(struct casework *work, const struct case_record *record,
	const struct decided *decided, struct value *map)
{
	const struct outcome *outcome = decided->outcome;

	map_str(map, "outcome_label",
		outcome != NULL ? outcome_words(work->arena, outcome) : (struct str){ 0 });
	/* A repeat that was declined is told by its reason: what it repeats may not be answered yet. */
	map_str(map, "decision", outcome != NULL && record->state != STATE_DECLINED ?
		decision_of(work->arena, decided, record) : (struct str){ 0 });
	map_str(map, "basis",
		outcome != NULL ? basis_of(work->arena, decided) : (struct str){ 0 });
	map_str(map, "grounds", grounds_words(work->arena, decided->grounds));
	map_str(map, "grounds_label", outcome != NULL ? str_of(outcome->grounds) : (struct str){ 0 });
}

static void name_parties(const struct dept *dept, struct remedy_parties *parties)
{
	parties->review_body = dept->review_body;
	parties->review_url = dept->review_url;
	parties->court = dept->court;
}

static void put_remedy(struct casework *work, const struct case_record *record,
	const struct decided *decided, const struct dept *dept, struct value *map)
{
	enum remedy remedy;
	struct remedy_parties parties = { .you = applicant_you(record->applicant),
		.letter = record->state == STATE_DECLINED ? "本告知" : "本答复书" };

	if (decided->outcome == NULL)
		return;
	name_parties(dept, &parties);
	remedy = grounds_remedy(work->arena, decided->outcome, decided->grounds, &parties.articles);
	map_str(map, "remedy", remedy_words(work->arena, remedy, &parties));
}

struct dept request_clock_issuer(const struct depts *depts, struct str id, const struct value *letter,
	bool online)
{
	const struct dept *now = depts_find(depts, id);
	struct dept issuer = now != NULL ? *now : (struct dept){ .id = id, .name = id };

	if (letter != NULL && map_get(letter, "organ") != NULL) {
		issuer.name = map_get_str(letter, "organ");
		issuer.review_body = map_get_str(letter, "review");
		issuer.review_url = map_get_str(letter, "reviewurl");
		issuer.court = map_get_str(letter, "court");
	}
	if (!online)
		issuer.review_url = (struct str){ 0 };
	return issuer;
}

/* Whose answer is the latest, wherever the case went since; of a declined one the office that issues receipts. */
static struct dept answerer(struct casework *work, const struct case_record *record,
	const struct value *thread, const struct depts *depts)
{
	struct str id = record->state == STATE_DECLINED ? str_of(work->config->office.dept) : record->dept;
	const struct value *letter = NULL;
	struct letters letters;

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		if (str_eq(map_get_str(&m->value, "letter"), str_of(letter_name(LETTER_ANSWER))) &&
			str_eq(map_get_str(&m->value, "kind"), S("letter")))
			letter = &m->value;
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")))
			id = map_get_str(&m->value, "dept");
	}
	letters_read(record, &letters);
	return request_clock_issuer(depts, id, letter,
		letter_online(record, letters_last(&letters, LETTER_ANSWER)));
}

static void add_outcome(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct depts *depts, struct value *map)
{
	struct dept dept = answerer(work, record, thread, depts);
	const struct decided how = decided_by(record, thread_last_answer(thread),
		record->concluded != 0 ? record->outcome : S(""), record->grounds);
	bool declined = record->state == STATE_DECLINED;
	/* What its applicant took back is counted, but nobody decided it. */
	bool decided = how.outcome != NULL && (record->state != STATE_WITHDRAWN || record->answers > 0);

	map_str(map, "outcome", how.outcome != NULL ? record->outcome : (struct str){ 0 });
	map_bool(map, "decided", decided);
	put_decision(work, record, &how, map);
	if ((record->answers == 0 && !declined) || how.outcome == NULL)
		map_str(map, "remedy", (struct str){ 0 });
	else
		put_remedy(work, record, &how, &dept, map);
}

void request_clock_decision(struct casework *work, const struct case_record *record,
	const struct value *answer, const struct dept *dept, struct value *map)
{
	const struct decided decided = decided_by(record, answer, map_get_str(answer, "outcome"),
		map_get_str(answer, "grounds"));
	const struct outcome *outcome = decided.outcome;

	put_decision(work, record, &decided, map);
	put_remedy(work, record, &decided, dept, map);
	map_str(map, "more", map_get_str(answer, "more"));
	map_str(map, "more_label", outcome != NULL ?
		str_of(decided.grounds.len == 0 && outcome->old_more != NULL ? outcome->old_more :
			outcome->more) : (struct str){ 0 });
}

void request_clock_told(struct casework *work, const struct dept *dept, struct value *map)
{
	struct remedy_parties parties = { .letter = "本告知书", .you = "你（单位）" };

	name_parties(dept, &parties);
	/* What is disclosed isn't withheld under articles 14 to 16. */
	map_str(map, "remedy", remedy_words(work->arena, REMEDY_EITHER, &parties));
}

static void add_appeals(struct casework *work, const struct case_record *record, struct value *map)
{
	struct value *list = map_list(map, "appeals");
	struct appeals appeals;

	appeals_read(record, &appeals);
	for (size_t i = 0; i < appeals.count; i++) {
		struct value *row = list_map(list);

		map_str(row, "appeal_label", str_of(appeal_kind_label(appeals.list[i].kind)));
		map_str(row, "appeal_result", str_of(appeal_result_label(appeals.list[i].result)));
		map_str(row, "appeal_at", request_clock_date(work->arena, appeals.list[i].at));
	}
}

void request_clock_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map)
{
	add_times(work, record, map);
	add_waiting(work, record, thread, map);
	add_outcome(work, record, thread, depts, map);
	if ((viewer->roles & ROLE_STAFF) != 0)
		add_appeals(work, record, map);
}
