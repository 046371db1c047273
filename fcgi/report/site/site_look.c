#include "report/site/site_look.h"

const char *site_severity_name(enum site_severity severity)
{
	static const char *const names[SITE_SEVERITIES] = { "veto", "deduction", "operation" };

	return names[severity];
}

const char *site_severity_label(enum site_severity severity)
{
	static const char *const labels[SITE_SEVERITIES] = { "单项否决", "扣分", "运行" };

	return labels[severity];
}

int32_t site_months_later(int32_t day, int months)
{
	struct date date = date_of_day(day);
	int month = date.month - 1 + months;
	struct date first = { date.year + month / 12, month % 12 + 1, 1 };
	struct date next = { date.year + (month + 1) / 12, (month + 1) % 12 + 1, 1 };
	int32_t last = day_of_date(next) - 1;
	int32_t same = day_of_date(first) + date.day - 1;

	return same < last ? same : last;
}

void site_find(struct site_look *look, struct site_finding finding, int32_t span)
{
	int32_t ahead = look->indicator->warn;

	if (span > 0 && ahead > span / 3)
		ahead = span / 3;
	if (look->today < finding.fails - ahead || look->out->count == SITE_FINDINGS_MOST)
		return;
	finding.indicator = look->indicator;
	finding.failing = look->today >= finding.fails;
	look->out->failing += finding.failing;
	look->out->list[look->out->count++] = finding;
}

enum status site_newest(struct casework *work, const struct str *keys, size_t count, int64_t *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("ZREVRANGE"), keys[i], S("0"), S("0"), S("WITHSCORES"));
	if (count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		if (results[i].count < 2 || !str_to_i64(results[i].items[1].str, &out[i]))
			out[i] = 0;
	return OK;
}
