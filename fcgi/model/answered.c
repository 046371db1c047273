#include "model/answered.h"

#include "model/letter.h"

#define RATED_LOW 2

int64_t answered_latest(const struct case_record *record)
{
	return record->revised > record->answered ? record->revised : record->answered;
}

bool answered_stands(const struct case_record *record)
{
	if (record->reopened_at != 0)
		return record->answers > 0 && record->again != 0;
	return record->answers > 0 && answered_latest(record) >= record->assigned;
}

bool answered_badly(const struct case_record *record)
{
	return record->rating > 0 && record->rating <= RATED_LOW && record->rated >= answered_latest(record);
}

int64_t answered_reopened(const struct case_record *record)
{
	if (record->reopened_at != 0)
		return record->reopened_at;
	return record->answered != 0 && record->assigned > record->answered ? record->assigned : 0;
}

int64_t answered_awaited(const struct case_record *record)
{
	int64_t reopened = answered_reopened(record);

	return reopened != 0 ? reopened : record->created;
}

/* A request keeps its first decision; the first answer of anything else, or that after a reopening. */
bool answered_of(const struct case_record *record, struct answered *out)
{
	bool request = record->channel == CHANNEL_REQUEST;
	bool again = !request && answered_reopened(record) != 0;
	int64_t first = letter_answer_served(record);

	*out = (struct answered){ 0 };
	if (first == 0 || (!request && !answered_stands(record)))
		return false;
	out->at = first;
	out->on_time = first <= record->first_due;
	out->late = record->first_due != 0 && first > record->first_due;
	out->days = record->days_taken;
	out->dept = record->answer_dept.len > 0 && !again ? record->answer_dept : record->dept;
	if (!again)
		return true;
	out->at = record->again != 0 ? record->again : record->revised;
	if (record->again != 0) {
		out->on_time = out->on_time && record->again <= record->again_due;
		out->late = out->late || record->again > record->again_due;
		out->days = record->again_days;
	}
	return true;
}

int64_t answered_shown(const struct case_record *record)
{
	struct answered answered;

	if (record->channel == CHANNEL_REQUEST)
		return record->answered;
	return answered_of(record, &answered) ? answered.at : 0;
}
