#include "pages/public/stats.h"

#include "base/ratio.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/chart.h"
#include "publish/digest.h"

#define YEARS 12
#define FIRST_YEAR 2000
#define RANKED_FROM 3	/* one or two cases say nothing about a department */
#define RATED_FROM 3	/* nor do one or two ratings */

static bool read_number(struct str text, int least, int most, int *out)
{
	uint64_t n;

	if (!str_to_u64(text, (uint64_t)most, &n) || (int)n < least)
		return false;
	*out = (int)n;
	return true;
}

enum status stats_period(const struct exchange *exchange, struct stats_period *period)
{
	int now = date_of_day(clock_day(exchange->request->now)).year;
	struct str year = field_get(exchange->request->query, "year");
	struct str month = field_get(exchange->request->query, "month");

	*period = (struct stats_period){ .year = now };
	if (year.len > 0 && !read_number(year, FIRST_YEAR, now + 1, &period->year))
		return ERR_MALFORMED;
	if (month.len > 0 && !read_number(month, 0, STATS_MONTHS, &period->month))
		return ERR_MALFORMED;
	return OK;
}

static struct str period_text(struct arena *arena, const struct stats_period *period)
{
	return period->month == 0 ? arena_printf(arena, "%d年", period->year) :
		arena_printf(arena, "%d年%d月", period->year, period->month);
}

int64_t stats_per_mille(int64_t part, int64_t whole)
{
	return ratio(part, 1000, whole);
}

int64_t stats_average_tenths(const struct stats_sums *sums)
{
	return ratio(sums->days, 10, sums->answered);
}

/* "96.4%", or a dash where there is nothing to take a part of. */
static struct str percent(struct arena *arena, int64_t part, int64_t whole)
{
	int64_t rate = stats_per_mille(part, whole);

	if (whole == 0)
		return S("—");
	return arena_printf(arena, "%lld.%lld%%", (long long)(rate / 10), (long long)(rate % 10));
}

static struct str days_text(struct arena *arena, const struct stats_sums *sums)
{
	int64_t tenths = stats_average_tenths(sums);

	if (sums->answered == 0)
		return S("—");
	if (tenths == 0)
		return S("当天");
	return arena_printf(arena, "%lld.%lld 天", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void add_sums(struct arena *arena, struct value *map, const struct stats_sums *sums)
{
	int64_t rated = stats_rated(sums);

	map_int(map, "received", sums->received);
	map_int(map, "leads", sums->leads);
	map_int(map, "answered", sums->answered);
	map_int(map, "on_time", sums->on_time);
	map_int(map, "on_time_rate", stats_per_mille(sums->on_time, sums->answered));
	map_str(map, "on_time_text", percent(arena, sums->on_time, sums->answered));
	map_int(map, "average_days_tenths", stats_average_tenths(sums));
	map_str(map, "days_text", days_text(arena, sums));
	map_int(map, "rated", rated);
	map_int(map, "satisfied", stats_satisfied(sums));
	map_str(map, "satisfied_text", percent(arena, stats_satisfied(sums), rated));
	map_int(map, "rating_tenths", stats_rating_tenths(sums));
}

static void add_categories(struct arena *arena, struct value *list,
	const struct stats_sums sums[CATEGORY_COUNT])
{
	int64_t received[CATEGORY_COUNT];
	int64_t shares[CATEGORY_COUNT];
	int64_t all = 0;

	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		all += received[i] = sums[i].received;
	ratio_shares(received, CATEGORY_COUNT, shares);
	for (size_t i = 0; i < CATEGORY_COUNT; i++) {
		struct value *map = list_map(list);

		map_str(map, "category", str_of(category_name((enum category)i)));
		map_str(map, "label", str_of(category_label((enum category)i)));
		add_sums(arena, map, &sums[i]);
		map_int(map, "share", shares[i]);
		map_str(map, "share_text", all == 0 ? S("—") : percent(arena, shares[i], 1000));
	}
}

static void add_channels(struct arena *arena, struct value *list, const struct stats *stats)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		struct value *map = list_map(list);

		map_str(map, "channel", str_of(channel_name((enum channel)i)));
		map_str(map, "label", str_of(channel_label((enum channel)i)));
		add_sums(arena, map, &stats->channels[i]);
		add_categories(arena, map_list(map, "categories"), stats->cells[i]);
	}
}

static void add_months(struct arena *arena, struct value *list, const struct stats_sums months[STATS_MONTHS])
{
	for (int i = 0; i < STATS_MONTHS; i++) {
		struct value *map = list_map(list);

		map_int(map, "month", i + 1);
		add_sums(arena, map, &months[i]);
	}
}

static bool is_ranked(const struct stats_sums *sums)
{
	return stats_measured(sums) >= RANKED_FROM;
}

/*
 * The mean of what was on time of what was answered or should have been by now, and of what was rated good:
 * neither makes up for the other.  Where fewer people rated than say something, on time alone counts.
 */
static int64_t merit(const struct stats_sums *sums)
{
	int64_t on_time = stats_per_mille(sums->on_time, stats_measured(sums));
	int64_t rated = stats_rated(sums);

	if (rated < RATED_FROM)
		return on_time;
	return ratio(on_time + stats_per_mille(stats_satisfied(sums), rated), 1, 2);
}

/*
 * By merit, then by the days that it took, then by how many there were.  A department with few cases stands
 * below, without a rank.
 */
static int by_merit(const void *one, const void *other)
{
	const struct stats_sums *a = &((const struct stats_dept *)one)->sums;
	const struct stats_sums *b = &((const struct stats_dept *)other)->sums;
	const int64_t keys[][2] = {
		{ is_ranked(a), is_ranked(b) },
		{ merit(a), merit(b) },
		{ -stats_average_tenths(a), -stats_average_tenths(b) },
		{ a->answered, b->answered },
		{ a->leads, b->leads },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] > keys[i][1] ? -1 : 1;
	return str_cmp(((const struct stats_dept *)one)->id, ((const struct stats_dept *)other)->id);
}

static void add_dept(struct arena *arena, struct value *list, const struct stats_dept *row, size_t rank,
	const struct depts *depts)
{
	struct value *map = list_map(list);

	map_int(map, "rank", is_ranked(&row->sums) ? (int64_t)rank : 0);
	map_str(map, "dept", row->id);
	map_str(map, "name", depts_name(depts, row->id));
	map_str(map, "url", arena_join(arena, S("/departments/"), row->id));
	add_sums(arena, map, &row->sums);
	map_int(map, "late", row->sums.late);
	map_int(map, "measured", stats_measured(&row->sums));
	map_str(map, "merit_text", percent(arena, row->sums.on_time, stats_measured(&row->sums)));
	map_int(map, "merit", merit(&row->sums));
	map_str(map, "score_text", percent(arena, merit(&row->sums), 1000));
}

bool stats_is_silent(const struct stats *stats, const struct dept *dept)
{
	for (size_t i = 0; i < stats->dept_count; i++)
		if (str_eq(stats->depts[i].id, dept->id))
			return false;
	return !dept->closed;
}

/* Those that work and have nothing to show are named, not left out. */
static void add_silent(struct value *list, const struct stats *stats, const struct depts *depts)
{
	for (size_t i = 0; i < depts->count; i++) {
		const struct dept *dept = &depts->list[i];
		struct value *map;

		if (!stats_is_silent(stats, dept))
			continue;
		map = list_map(list);
		map_str(map, "dept", dept->id);
		map_str(map, "name", dept->name);
	}
}

static void add_choice(struct value *list, const char *name, int number, int chosen)
{
	struct value *map = list_map(list);

	map_int(map, name, number);
	map_bool(map, "chosen", number == chosen);
}

/* What the period's form offers. */
static enum status add_choices(struct casework *work, const struct stats_period *period, struct value *frame)
{
	struct value *list = map_list(frame, "year_options");
	bool offered = false;
	int years[YEARS];
	size_t count;

	TRY(stats_years(work, years, YEARS, &count));
	for (size_t i = 0; i < count; i++) {
		add_choice(list, "year", years[i], period->year);
		offered = offered || years[i] == period->year;
	}
	/* Whoever came by an address of an empty year must see which one it is. */
	if (!offered)
		add_choice(list, "year", period->year, period->year);
	list = map_list(frame, "month_options");
	for (int month = 1; month <= STATS_MONTHS; month++)
		add_choice(list, "month", month, period->month);
	return OK;
}

/* The months of a year that have come, from the first in which there was anything. */
static void month_chart(struct exchange *exchange, int year, const struct stats_sums months[STATS_MONTHS],
	bool of_dept)
{
	struct chart_row rows[STATS_MONTHS];
	struct date now = date_of_day(clock_day(exchange->request->now));
	int end = year < now.year ? STATS_MONTHS : now.month;
	int first = 0;
	size_t count = 0;

	while (first + 1 < end && months[first].received + months[first].leads + months[first].answered == 0)
		first++;
	for (int i = first; i < end; i++)
		rows[count++] = (struct chart_row){ arena_printf(exchange->arena, "%d月", i + 1),
			of_dept ? months[i].leads : months[i].received, months[i].answered };
	chart_add(map_map(exchange->reply->frame, "month_chart"), rows, count);
}

enum status stats_city(struct exchange *exchange, struct stats_period *period, struct stats *stats,
	struct depts *depts)
{
	struct casework work = site_work(exchange);
	struct str *ids;

	TRY(stats_period(exchange, period));
	TRY(depts_read_lately(exchange, depts));
	TRY(stats_read(&work, period->year, period->month, stats));
	ids = arena_array(exchange->arena, depts->count + 1, sizeof(*ids));
	for (size_t i = 0; i < depts->count; i++)
		ids[i] = depts->list[i].id;
	TRY(stats_add_late(&work, period->year, period->month, ids, depts->count, stats));
	qsort(stats->depts, stats->dept_count, sizeof(*stats->depts), by_merit);
	exchange->reply->cacheable = true;
	return OK;
}

/* What the board did besides: how often it was read, how many digests came out. */
static enum status add_board(struct casework *work, const struct stats_period *period,
	const struct stats *stats, struct value *view)
{
	int first = period->month == 0 ? 1 : period->month;
	int last = period->month == 0 ? STATS_MONTHS : period->month;
	int32_t from = day_of_date((struct date){ period->year, first, 1 });
	int32_t end = day_of_date(last < STATS_MONTHS ? (struct date){ period->year, last + 1, 1 } :
		(struct date){ period->year + 1, 1, 1 });
	int64_t digests;

	TRY(digest_count(work, from, end - 1, &digests));
	map_int(view, "visits", stats->visits);
	map_int(view, "digests", digests);
	return OK;
}

static int64_t late_now(const struct stats *stats)
{
	int64_t late = 0;

	for (size_t i = 0; i < stats->dept_count; i++)
		late += stats->depts[i].sums.late;
	return late;
}

enum status stats_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *list;
	struct value *map;
	struct stats_period period;
	struct stats stats;
	struct depts depts;

	TRY(stats_city(exchange, &period, &stats, &depts));
	map_int(view, "year", period.year);
	map_int(view, "month", period.month);
	map_str(view, "period", period_text(exchange->arena, &period));
	map = map_map(view, "all");
	add_sums(exchange->arena, map, &stats.all);
	map_int(map, "late", late_now(&stats));
	TRY(add_board(&work, &period, &stats, view));
	add_channels(exchange->arena, map_list(view, "channels"), &stats);
	add_categories(exchange->arena, map_list(view, "categories"), stats.categories);
	add_months(exchange->arena, map_list(view, "months"), stats.months);
	list = map_list(view, "departments");
	for (size_t i = 0; i < stats.dept_count; i++)
		add_dept(exchange->arena, list, &stats.depts[i], i + 1, &depts);
	add_silent(map_list(view, "silent"), &stats, &depts);
	TRY(add_choices(&work, &period, exchange->reply->frame));
	month_chart(exchange, period.year, stats.months, false);
	map_str(exchange->reply->frame, "csv_url",
		arena_printf(exchange->arena, "/stats.csv?year=%d&month=%d", period.year, period.month));
	respond_page(exchange, "stats", S("统计"), "stats");
	return OK;
}

enum status stats_add_dept(struct exchange *exchange, struct str dept)
{
	struct casework work = site_work(exchange);
	struct stats_sums months[STATS_MONTHS];
	struct stats_sums sums;
	struct stats_period period;
	struct value *figures;

	TRY(stats_period(exchange, &period));
	TRY(stats_read_dept(&work, dept, period.year, &sums, months));
	map_int(exchange->reply->view, "year", period.year);
	figures = map_map(exchange->reply->view, "figures");
	add_sums(exchange->arena, figures, &sums);
	map_int(figures, "late", sums.late);
	add_months(exchange->arena, map_list(exchange->reply->view, "months"), months);
	TRY(add_choices(&work, &period, exchange->reply->frame));
	month_chart(exchange, period.year, months, true);
	return OK;
}
