#include "cases/applicant.h"

#include "model/derive.h"
#include "store/keys.h"

static int64_t month_start(struct date date, int months_later)
{
	int month = date.month - 1 + months_later;

	return clock_day_start(day_of_date((struct date){ date.year + month / 12, month % 12 + 1, 1 }));
}

static uint64_t number_of(const struct result *item)
{
	uint64_t n;

	return str_to_u64(item->str, INT64_MAX, &n) ? n : 0;
}

void applicant_filings_ask(void *self, struct batch *batch)
{
	struct applicant_part *part = self;
	struct casework *work = part->work;
	const struct applicant_filings *filings = &part->filings;
	struct str before;
	struct date date;
	struct str key;

	if (part->record == NULL || part->record->applicant_hash.len == 0 || filings->records != NULL)
		return;
	if (part->listed) {
		for (size_t i = 0; i < filings->others_count; i++)
			BATCH(batch, S("HGETALL"), key_case(work->store, work->arena, filings->others[i]));
		return;
	}
	key = key_list(work->store, work->arena, derive_applicant(work->arena, part->record));
	date = date_of_day(clock_day(derive_filed(part->record)));
	before = arena_join(work->arena, S("("), num(work->arena, month_start(date, 0)));
	BATCH(batch, S("ZCOUNT"), key, num(work->arena, month_start(date, 0)),
		num(work->arena, month_start(date, 1) - 1));
	BATCH(batch, S("ZCOUNT"), key, S("-inf"), before);
	BATCH(batch, S("ZRANK"), key, num(work->arena, (int64_t)part->record->n));
	BATCH(batch, S("ZREVRANGE"), key, S("0"), num(work->arena, FILINGS_OTHERS));
}

static void take_lists(struct applicant_filings *out, uint64_t own, const struct result *results)
{
	out->month = results[0].integer;
	/* Its rank, less what was filed before the month. */
	if (results[2].type == RESULT_INT)
		out->place = results[2].integer - results[1].integer + 1;
	for (size_t i = 0; i < results[3].count && out->others_count < FILINGS_OTHERS; i++)
		if (number_of(&results[3].items[i]) != own)
			out->others[out->others_count++] = number_of(&results[3].items[i]);
}

enum status applicant_filings_take(void *self, const struct result *results)
{
	struct applicant_part *part = self;
	struct applicant_filings *out = &part->filings;

	if (!part->listed) {
		part->listed = true;
		take_lists(out, part->record->n, results);
		return OK;
	}
	out->records = arena_array(part->work->arena, out->others_count, sizeof(*out->records));
	for (size_t i = 0; i < out->others_count; i++) {
		enum status status = record_read(part->work, out->others[i], &results[i], &out->records[i]);

		if (status != OK && !case_absent(status))
			return status;
	}
	return OK;
}
