#include "cases/deadline.h"

#include "model/answered.h"
#include "model/assist.h"
#include "model/consult.h"
#include "model/letter.h"
#include "law/term.h"

/* By so many days after the end of a time limit its last stage is reached, whatever holidays there are. */
#define LAST_STAGE_DAYS 40

/* Time limits count from the day after the start, to the end of the last day (Civil Code article 201). */
static int64_t end_after(const struct casework *work, int64_t start, int days, bool *provisional)
{
	int32_t day = workdays_add(work->calendar, clock_day(start), days, provisional);

	return clock_day_start(day + 1) - 1;
}

/* A revision has a clock of its own: the question was answered, on time or not, long before. */
static int64_t limit_start(const struct case_record *record)
{
	if (record->revising != 0)
		return record->revising;
	return record->channel == CHANNEL_REQUEST ? record->clock : record->assigned;
}

static int days_by_rule(const struct config *config, const struct case_record *record)
{
	if (record->channel == CHANNEL_REQUEST)
		return config->requests.answer_days;
	if (record->channel != CHANNEL_HOTLINE)
		return record->category == CATEGORY_CONSULT ? config->cases.consult_days :
			config->cases.other_days;
	if (record->category == CATEGORY_CONSULT)
		return config->hotline.consult_days;
	return record->category == CATEGORY_COMPLAINT ? config->hotline.complaint_days :
		config->hotline.other_days;
}

int deadline_days(const struct config *config, const struct case_record *record)
{
	return days_by_rule(config, record) + (int)record->extended;
}

int deadline_room(const struct config *config, const struct case_record *record)
{
	if (record->channel == CHANNEL_REQUEST)
		return config->requests.extend_days;
	if (record->channel == CHANNEL_HOTLINE)
		return config->hotline.extend_days;
	return config->cases.extend_total_days - deadline_days(config, record);
}

/* The pauses of a request's clock: consultations and the wait for a fee. */
#define PAUSES_MOST (CONSULTS_MOST + 1)

/*
 * Whoever is asked delays it no longer than the rules give him from the letter's service; not served, it
 * stands still until today.
 */
static struct pause consult_pause(const struct casework *work, const struct case_record *record,
	const struct consult *consult)
{
	int64_t started = letter_consult_starts(record, consult->from);
	int32_t to = clock_day(consult->to != 0 ? consult->to : work->now);
	int32_t latest = workdays_add(work->calendar, clock_day(started), work->config->requests.consult_days,
		NULL);

	if (started != 0 && (latest < to || consult->to == 0))
		to = latest;
	return (struct pause){ clock_day(consult->from), to };
}

static struct pause charge_pause(const struct casework *work, const struct case_record *record)
{
	int32_t to = record->paid != 0 ?
		clock_day(record->paid) + work->config->requests.resume_days - 1 : clock_day(work->now);

	return (struct pause){ clock_day(record->charged), to };
}

/* Puts a pause where it belongs in order; those before it end before it begins. */
static size_t put_pause(struct pause *pauses, size_t count, struct pause pause)
{
	size_t at = count;

	for (; at > 0 && pauses[at - 1].from > pause.from; at--)
		pauses[at] = pauses[at - 1];
	pauses[at] = pause;
	for (size_t i = 0; i <= count; i++) {
		if (i > 0 && pauses[i].from < pauses[i - 1].to)
			pauses[i].from = pauses[i - 1].to;
		if (pauses[i].to < pauses[i].from)
			pauses[i].to = pauses[i].from;
	}
	return count + 1;
}

static size_t pauses_of(const struct casework *work, const struct case_record *record,
	struct pause out[PAUSES_MOST])
{
	struct consults consults;
	size_t count = 0;

	consults_read(record, &consults);
	for (size_t i = 0; i < consults.count; i++)
		count = put_pause(out, count, consult_pause(work, record, &consults.list[i]));
	/* A fee from before the clock's latest start stopped an earlier clock. */
	if (record->charged >= record->clock && record->charged != 0)
		count = put_pause(out, count, charge_pause(work, record));
	return count;
}

/* Its time limit; pauses are the caller's, for the term to point at. */
static struct term term_of(const struct casework *work, const struct case_record *record,
	struct pause pauses[PAUSES_MOST])
{
	struct term term = { .start = clock_day(limit_start(record)),
		.days = deadline_days(work->config, record),
		.pauses = pauses };

	if (record->channel == CHANNEL_REQUEST && record->revising == 0)
		term.pause_count = pauses_of(work, record, pauses);
	return term;
}

int deadline_used(const struct casework *work, const struct case_record *record, int64_t at)
{
	struct pause pauses[PAUSES_MOST];
	struct term term = term_of(work, record, pauses);

	/* A department's days count from the first assignment, through every return. */
	if (record->channel != CHANNEL_REQUEST)
		term.start = clock_day(record->led);
	return term_used(work->calendar, &term, clock_day(at));
}

int deadline_used_again(const struct casework *work, const struct case_record *record, int64_t at)
{
	struct pause pauses[PAUSES_MOST];
	struct term term = term_of(work, record, pauses);

	if (record->channel != CHANNEL_REQUEST)
		term.start = clock_day(answered_reopened(record));
	return term_used(work->calendar, &term, clock_day(at));
}

int deadline_paused(const struct casework *work, const struct case_record *record)
{
	struct pause pauses[PAUSES_MOST];
	size_t count = pauses_of(work, record, pauses);
	int days = 0;

	for (size_t i = 0; i < count; i++)
		days += workdays_between(work->calendar, pauses[i].from, pauses[i].to);
	return days;
}

static int64_t answer_due(const struct casework *work, const struct case_record *record, bool *provisional)
{
	struct pause pauses[PAUSES_MOST];
	struct term term = term_of(work, record, pauses);

	if (record->due_fixed != 0 && record->revising == 0)
		return record->due_fixed;
	return clock_day_start(term_end(work->calendar, &term, provisional) + 1) - 1;
}

int64_t deadline_waited(const struct casework *work, const struct case_record *record, bool *provisional)
{
	int64_t start = letter_period_starts(record);
	int days = record->state == STATE_CORRECTING ? (int)record->correct_days :
		record->state == STATE_CHARGING ? work->config->requests.pay_days :
		work->config->requests.consult_days;

	return start == 0 ? 0 : end_after(work, start, days, provisional);
}

/* While others have their period: its end; before the letter was served, the day by which that is recorded. */
static int64_t others_due(const struct casework *work, const struct case_record *record, bool *provisional)
{
	return letter_unserved(record) ?
		end_after(work, letter_awaited(record), work->config->requests.serve_days, provisional) :
		deadline_waited(work, record, provisional);
}

/* A request that came back corrected without a department waits for the dispatcher from then. */
static int64_t dispatch_start(const struct case_record *record)
{
	return record->clock > record->accepted ? record->clock : record->accepted;
}

/* Each department that still owes its opinion has the days from when it was asked. */
static void set_opinions(const struct casework *work, struct case_record *record)
{
	struct assists assists;
	bool provisional;

	if (record->assists.len == 0)
		return;
	assists_read(record, &assists);
	for (size_t i = 0; i < assists.count; i++)
		if (assists.list[i].due != 0)
			assists.list[i].due = end_after(work, assists.list[i].asked,
				work->config->cases.opinion_days, &provisional);
	assists_write(work->arena, &assists, record);
}

/* The dispatcher decides on an extension as soon as on a new case, and before the time is over. */
static void set_asked(const struct casework *work, struct case_record *record)
{
	bool provisional;

	if (record->asked_at == 0)
		return;
	record->asked_due = end_after(work, record->asked_at, work->config->cases.dispatch_days,
		&provisional);
	if (record->due >= record->asked_at && record->due < record->asked_due)
		record->asked_due = record->due;
}

/* What is still to be done about an answer: the caller called back, the letter served. */
static int64_t answered_due(const struct casework *work, const struct case_record *record, bool *provisional)
{
	bool calls_back = record->channel == CHANNEL_HOTLINE && record->state == STATE_ANSWERED;

	if (!calls_back && !letter_answer_owed(record))
		return 0;
	return end_after(work, answered_latest(record),
		calls_back ? work->config->hotline.callback_days : work->config->requests.serve_days,
		provisional);
}

void deadline_set(const struct casework *work, struct case_record *record)
{
	bool provisional = false;
	int64_t due = 0;

	switch (record->state) {
	case STATE_PENDING:
		due = end_after(work, record->created, work->config->cases.review_days, &provisional);
		break;
	case STATE_ACCEPTED:
		due = end_after(work, dispatch_start(record), work->config->cases.dispatch_days,
			&provisional);
		break;
	case STATE_ASSIGNED:
	case STATE_DRAFTED:
		due = answer_due(work, record, &provisional);
		break;
	case STATE_CORRECTING:
	case STATE_CONSULTING:
	case STATE_CHARGING:
		due = others_due(work, record, &provisional);
		break;
	case STATE_ANSWERED:
	case STATE_CLOSED:
		due = answered_due(work, record, &provisional);
		break;
	default:
		break;
	}
	record->due = due;
	record->provisional = provisional;
	set_opinions(work, record);
	set_asked(work, record);
	deadline_set_reminder(work, record);
}

int64_t deadline_notice(const struct casework *work, const struct case_record *record)
{
	bool provisional;

	return end_after(work, record->received, work->config->requests.notice_days, &provisional);
}

int64_t deadline_return(const struct casework *work, const struct case_record *record)
{
	bool provisional;

	return end_after(work, record->assigned, work->config->cases.return_days, &provisional);
}

int deadline_left(const struct casework *work, int64_t due)
{
	return workdays_between(work->calendar, clock_day(work->now), clock_day(due));
}

enum deadline_stage deadline_stage(const struct casework *work, const struct case_record *record)
{
	int left = deadline_left(work, record->due);
	int all = workdays_between(work->calendar, clock_day(limit_start(record)), clock_day(record->due));

	/* Whole days in which the clock stood still are no part of its time. */
	if (record->channel == CHANNEL_REQUEST && record->revising == 0)
		all -= deadline_paused(work, record);

	if (left < -3)
		return STAGE_LONG_OVERDUE;
	if (work->now > record->due)
		return STAGE_OVERDUE;
	if (left <= 1)
		return STAGE_LAST_DAY;
	if (left * 4 <= all)
		return STAGE_THREE_QUARTERS;
	return left * 2 <= all ? STAGE_HALF : STAGE_EARLY;
}

static enum deadline_stage stage_on(const struct casework *work, const struct case_record *record,
	int32_t day)
{
	struct casework then = *work;

	then.now = clock_day_start(day);
	return deadline_stage(&then, record);
}

/* Stages only ever rise from day to day, so the first day is found by halving. */
void deadline_set_reminder(const struct casework *work, struct case_record *record)
{
	int32_t early = clock_day(limit_start(record));
	int32_t late = clock_day(record->due) + LAST_STAGE_DAYS;
	bool reminds = record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED;

	record->remind_at = 0;
	if (!reminds || record->reminded >= STAGE_LONG_OVERDUE)
		return;
	while (early < late) {
		int32_t day = early + (late - early) / 2;

		if ((int64_t)stage_on(work, record, day) > record->reminded)
			late = day;
		else
			early = day + 1;
	}
	record->remind_at = clock_day_start(early);
}
