#include "model/count.h"

#include "model/letter.h"

struct str count_figure(struct arena *arena, struct str what, enum applicant applicant)
{
	return arena_printf(arena, "%.*s.request.%s", STR_ARG(what), applicant_name(applicant));
}

struct str count_appeal(struct arena *arena, enum appeal_kind kind, enum appeal_result result)
{
	return arena_printf(arena, "appeal.request.%s-%s", appeal_kind_name(kind),
		appeal_result_name(result));
}

struct str count_list(struct arena *arena, struct str figure)
{
	return arena_join(arena, S(COUNT_LIST), figure);
}

int64_t count_ended(const struct case_record *record)
{
	if (record->outcome.len == 0)
		return 0;
	/* An answer counts from its service (国办公开办函〔2016〕235号). */
	return record->concluded != 0 && record->concluded == record->answered ?
		letter_answer_served(record) : record->concluded;
}

/* Counts being gathered. */
struct gather {
	struct count *out;
	size_t count;
};

static void add(struct gather *gather, struct str figure, int64_t at, int64_t amount, bool listed)
{
	gather->out[gather->count++] = (struct count){ figure, at, amount, listed };
}

static void add_appeal(struct arena *arena, const struct appeal *appeal, struct gather *gather)
{
	struct str pending = count_appeal(arena, appeal->kind, APPEAL_PENDING);
	bool open = appeal->result == APPEAL_PENDING;

	/* Decided ones from before this was kept don't say since when they were pending. */
	if (appeal->since != 0)
		add(gather, pending, appeal->since, 1, open);
	if (open)
		return;
	if (appeal->since != 0)
		add(gather, pending, appeal->at, -1, false);
	add(gather, count_appeal(arena, appeal->kind, appeal->result), appeal->at, 1, true);
}

static void add_appeals(struct arena *arena, const struct case_record *record, struct gather *gather)
{
	struct appeals appeals;

	appeals_read(record, &appeals);
	for (size_t i = 0; i < appeals.count; i++)
		add_appeal(arena, &appeals.list[i], gather);
}

size_t counts_of(struct arena *arena, const struct case_record *record, struct count out[COUNTS_MOST])
{
	enum applicant applicant = record->applicant;
	struct gather gather = { out, 0 };
	int64_t ended = count_ended(record);

	if (record->n == 0 || record->channel != CHANNEL_REQUEST)
		return 0;
	if (record->received != 0) {
		add(&gather, count_figure(arena, S(COUNT_ASKED), applicant), record->received, 1, true);
		if (ended != 0)
			add(&gather, count_figure(arena, record->outcome, applicant), ended, 1, true);
		else
			add(&gather, count_figure(arena, S(COUNT_OPEN), applicant), record->received, 0,
				true);
	}
	if (record->paid != 0)
		add(&gather, count_figure(arena, S(COUNT_FEE), applicant), record->paid, record->charge_yuan,
			true);
	add_appeals(arena, record, &gather);
	return gather.count;
}
