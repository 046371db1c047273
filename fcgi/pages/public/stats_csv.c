/* The public statistics as tables to take away: the same figures as the pages'. */
#include "pages/public/stats_csv.h"

#include "base/csv_print.h"
#include "pages/public/stats.h"
#include "pages/site.h"

static void csv_row(struct buf *out, struct str period, const char *by, struct str name,
	const struct stats_sums *sums)
{
	csv_text(out, period);
	csv_text(out, str_of(by));
	csv_text(out, name);
	csv_int(out, sums->received);
	csv_int(out, sums->leads);
	csv_int(out, sums->answered);
	csv_int(out, sums->on_time);
	csv_tenths(out, stats_per_mille(sums->on_time, sums->answered));
	csv_tenths(out, stats_average_tenths(sums));
	csv_int(out, stats_rated(sums));
	csv_int(out, stats_satisfied(sums));
	csv_int(out, sums->late);
	csv_end_row(out);
}

static void csv_head(struct buf *out)
{
	static const char *const names[] = { "期间", "按", "名称", "收到", "交办", "答复", "按时答复",
		"按时答复率（%）", "平均答复时长（工作日）", "评价", "满意", "现在超期未答复（部门）" };

	csv_begin(out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		csv_text(out, str_of(names[i]));
	csv_end_row(out);
}

static enum status send_csv(struct exchange *exchange, const struct buf *out, const char *name, int year)
{
	exchange->reply->body = buf_str(out);
	exchange->reply->type = S("text/csv; charset=utf-8");
	reply_header(exchange->reply, S("Content-Disposition"),
		arena_printf(exchange->arena, "attachment; filename=\"%s-%d.csv\"", name, year));
	return OK;
}

static void csv_months(struct exchange *exchange, struct buf *out, int year,
	const struct stats_sums months[STATS_MONTHS])
{
	for (int i = 0; i < STATS_MONTHS; i++)
		csv_row(out, arena_printf(exchange->arena, "%d-%02d", year, i + 1), "月份",
			arena_printf(exchange->arena, "%d月", i + 1), &months[i]);
}

enum status stats_csv(struct exchange *exchange)
{
	struct buf out = buf_in(exchange->arena);
	struct stats_period period;
	struct stats stats;
	struct depts depts;
	struct stats_sums none = { 0 };
	struct str text;

	TRY(stats_city(exchange, &period, &stats, &depts));
	text = period.month == 0 ? arena_printf(exchange->arena, "%d", period.year) :
		arena_printf(exchange->arena, "%d-%02d", period.year, period.month);
	csv_head(&out);
	csv_row(&out, text, "合计", S("合计"), &stats.all);
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		csv_row(&out, text, "渠道", str_of(channel_label((enum channel)i)), &stats.channels[i]);
		for (size_t j = 0; j < CATEGORY_COUNT; j++)
			csv_row(&out, text, channel_label((enum channel)i),
				str_of(category_label((enum category)j)), &stats.cells[i][j]);
	}
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		csv_row(&out, text, "分类", str_of(category_label((enum category)i)), &stats.categories[i]);
	for (size_t i = 0; i < stats.dept_count; i++)
		csv_row(&out, text, "部门", depts_name(&depts, stats.depts[i].id),
			&stats.depts[i].sums);
	for (size_t i = 0; i < depts.count; i++)
		if (stats_is_silent(&stats, &depts.list[i]))
			csv_row(&out, text, "部门", depts.list[i].name, &none);
	csv_months(exchange, &out, period.year, stats.months);
	return send_csv(exchange, &out, "stats", period.year);
}

enum status stats_dept_csv(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct buf out = buf_in(exchange->arena);
	struct stats_sums months[STATS_MONTHS];
	struct stats_sums sums;
	struct stats_period period;
	struct dept dept;

	TRY(stats_period(exchange, &period));
	TRY(dept_read(&work, exchange->params[0], &dept));
	TRY(stats_read_dept(&work, dept.id, period.year, &sums, months));
	csv_head(&out);
	csv_row(&out, arena_printf(exchange->arena, "%d", period.year), "部门", dept.name, &sums);
	csv_months(exchange, &out, period.year, months);
	exchange->reply->cacheable = true;
	return send_csv(exchange, &out, "department", period.year);
}
