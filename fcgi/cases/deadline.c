#include "cases/deadline.h"

#include "cases/assist.h"

/* Time limits count from the day after the start, to the end of the last day (Civil Code article 201). */
static int64_t end_after(const struct casework *work, int64_t start, int days, bool *provisional)
{
	int32_t day = workdays_add(work->calendar, clock_day(start), days, provisional);

	return clock_day_start(day + 1) - 1;
}

/* A revision has a clock of its own: the question was answered, on time or not, long before. */
static int64_t limit_start(const struct case_record *record)
{
	return record->revising != 0 ? record->revising : record->assigned;
}

int deadline_days(const struct config *config, const struct case_record *record)
{
	int days = record->category == CATEGORY_CONSULT ? config->cases.consult_days : config->cases.other_days;

	return days + (int)record->extended;
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
			assists.list[i].due = end_after(work, assists.list[i].asked, work->config->cases.opinion_days, &provisional);
	assists_write(work->arena, &assists, record);
}

void deadline_set(const struct casework *work, struct case_record *record)
{
	bool provisional = false;
	int64_t due = 0;

	if (record->state == STATE_PENDING)
		due = end_after(work, record->created, work->config->cases.review_days, &provisional);
	else if (record->state == STATE_ACCEPTED)
		due = end_after(work, record->accepted, work->config->cases.dispatch_days, &provisional);
	else if (record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED)
		due = record->due_fixed != 0 && record->revising == 0 ? record->due_fixed :
			end_after(work, limit_start(record), deadline_days(work->config, record), &provisional);
	record->due = due;
	record->provisional = provisional;
	set_opinions(work, record);
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
