#include "cases/filings.h"

#include "cases/index.h"
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

enum status filings_read(struct casework *work, const struct case_record *record, struct filings *out)
{
	struct str key = key_list(work->store, work->arena, index_filer(work->arena, record));
	struct date date = date_of_day(clock_day(index_filed(record)));
	struct str from = num(work->arena, month_start(date, 0));
	struct str to = num(work->arena, month_start(date, 1) - 1);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*out = (struct filings){ 0 };
	if (record->filer.len == 0)
		return OK;
	BATCH(&batch, S("ZRANGEBYSCORE"), key, from, to);
	BATCH(&batch, S("ZREVRANGE"), key, S("0"), num(work->arena, FILINGS_OTHERS));
	TRY(store_run(work->store, &batch, &results));
	out->month = (int64_t)results[0].count;
	for (size_t i = 0; i < results[0].count; i++)
		if (number_of(&results[0].items[i]) == record->n)
			out->place = (int64_t)i + 1;
	for (size_t i = 0; i < results[1].count && out->others_count < FILINGS_OTHERS; i++)
		if (number_of(&results[1].items[i]) != record->n)
			out->others[out->others_count++] = number_of(&results[1].items[i]);
	return OK;
}
