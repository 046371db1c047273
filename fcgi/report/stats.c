#include "report/stats.h"

#include <inttypes.h>

#include "base/ratio.h"
#include "model/derive.h"
#include "lists/queue.h"
#include "store/keys.h"

/* The first part of a tally's field, and where it is added. */
static const struct counter {
	const char *name;
	size_t place;	/* in struct stats_sums */
} counters[] = {
	[STATS_RECEIVED] = { "in", offsetof(struct stats_sums, received) },
	[STATS_LEADS] = { "lead", offsetof(struct stats_sums, leads) },
	[STATS_ANSWERED] = { "done", offsetof(struct stats_sums, answered) },
	[STATS_ON_TIME] = { "ontime", offsetof(struct stats_sums, on_time) },
	{ "days", offsetof(struct stats_sums, days) },
	{ "rate1", offsetof(struct stats_sums, ratings[0]) },
	{ "rate2", offsetof(struct stats_sums, ratings[1]) },
	{ "rate3", offsetof(struct stats_sums, ratings[2]) },
	{ "rate4", offsetof(struct stats_sums, ratings[3]) },
	{ "rate5", offsetof(struct stats_sums, ratings[4]) },
};

/* One counter of a tally: what.channel.category, or what@dept.channel. */
struct tally {
	size_t place;
	enum channel channel;
	enum category category;
	struct str dept;	/* empty: of the whole city */
	int64_t amount;
};

static bool find_place(struct str what, size_t *place)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (str_eq(what, str_of(counters[i].name))) {
			*place = counters[i].place;
			return true;
		}
	return false;
}

static bool read_tally(struct str field, struct str amount, struct tally *out)
{
	struct str what = { 0 };
	struct str middle = { 0 };
	size_t at = str_find(field, '@', 0);

	*out = (struct tally){ 0 };
	if (!str_to_i64(amount, &out->amount))
		return false;
	if (at < field.len) {
		what = str_sub(field, 0, at);
		field = str_sub(field, at + 1, field.len);
		str_cut(&field, '.', &out->dept);
		return find_place(what, &out->place) && out->dept.len > 0 &&
			channel_parse(field, &out->channel);
	}
	return str_cut(&field, '.', &what) && str_cut(&field, '.', &middle) &&
		find_place(what, &out->place) && channel_parse(middle, &out->channel) &&
		category_parse(field, &out->category);
}

static void add(struct stats_sums *sums, const struct tally *tally)
{
	*(int64_t *)(void *)((char *)sums + tally->place) += tally->amount;
}

static struct stats_sums *sums_of_dept(struct stats *stats, struct str id)
{
	for (size_t i = 0; i < stats->dept_count; i++)
		if (str_eq(stats->depts[i].id, id))
			return &stats->depts[i].sums;
	stats->depts[stats->dept_count] = (struct stats_dept){ .id = id };
	return &stats->depts[stats->dept_count++].sums;
}

static void add_period(struct stats *stats, const struct result *pairs)
{
	struct tally tally;

	for (size_t i = 0; i + 1 < pairs->count; i += 2) {
		if (!read_tally(pairs->items[i].str, pairs->items[i + 1].str, &tally))
			continue;
		if (tally.dept.len > 0) {
			add(sums_of_dept(stats, tally.dept), &tally);
			continue;
		}
		add(&stats->all, &tally);
		add(&stats->channels[tally.channel], &tally);
		add(&stats->categories[tally.category], &tally);
		add(&stats->cells[tally.channel][tally.category], &tally);
	}
}

/* Of one department, or with an empty one of the whole city. */
static void add_one(struct stats_sums *sums, const struct result *pairs, struct str dept)
{
	struct tally tally;

	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (read_tally(pairs->items[i].str, pairs->items[i + 1].str, &tally) &&
			str_eq(tally.dept, dept))
			add(sums, &tally);
}

static struct str period_name(struct arena *arena, int year, int month)
{
	return month == 0 ? arena_printf(arena, "%04d", year) : arena_printf(arena, "%04d-%02d", year, month);
}

/* The tallies of the twelve months, and behind them that of the year and the visits of all years. */
static enum status read_year(struct casework *work, int year, struct result **results)
{
	struct batch batch = batch_in(work->arena);

	for (int month = 1; month <= STATS_MONTHS; month++)
		BATCH(&batch, S("HGETALL"),
			key_tally(work->store, work->arena, period_name(work->arena, year, month)));
	BATCH(&batch, S("HGETALL"), key_tally(work->store, work->arena, period_name(work->arena, year, 0)));
	BATCH(&batch, S("HGETALL"), key_visits(work->store, work->arena));
	return store_run(work->store, &batch, results);
}

enum status stats_read(struct casework *work, int year, int month, struct stats *stats)
{
	struct str none = { 0 };
	struct result *results;
	const struct result *period;

	*stats = (struct stats){ 0 };
	TRY(read_year(work, year, &results));
	period = &results[month == 0 ? STATS_MONTHS : month - 1];
	stats->depts = arena_array(work->arena, period->count / 2 + 1, sizeof(*stats->depts));
	add_period(stats, period);
	str_to_i64(result_pair(&results[STATS_MONTHS + 1], period_name(work->arena, year, month)),
		&stats->visits);
	for (int i = 0; i < STATS_MONTHS; i++)
		add_one(&stats->months[i], &results[i], none);
	return OK;
}

enum status stats_read_visits(struct casework *work, int year, int64_t months[STATS_MONTHS])
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_visits(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	for (int i = 0; i < STATS_MONTHS; i++) {
		months[i] = 0;
		str_to_i64(result_pair(&results[0], period_name(work->arena, year, i + 1)), &months[i]);
	}
	return OK;
}

static bool is_over(const struct casework *work, int year, int month)
{
	struct date today = date_of_day(clock_day(work->now));

	return year < today.year || (year == today.year && month != 0 && month < today.month);
}

static void count_late(struct casework *work, struct batch *batch, struct str dept)
{
	BATCH(batch, S("ZCOUNT"), key_list(work->store, work->arena, derive_owed(work->arena, dept)),
		S(QUEUE_EARLIEST), arena_printf(work->arena, "(%" PRId64, work->now));
}

enum status stats_add_late(struct casework *work, int year, int month, const struct str ids[], size_t count,
	struct stats *stats)
{
	struct batch batch = batch_in(work->arena);
	struct stats_dept *depts = arena_array(work->arena, stats->dept_count + count + 1, sizeof(*depts));
	struct result *results;

	for (size_t i = 0; i < stats->dept_count; i++)
		depts[i] = stats->depts[i];
	stats->depts = depts;
	if (count == 0 || is_over(work, year, month))
		return OK;
	for (size_t i = 0; i < count; i++)
		count_late(work, &batch, ids[i]);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		if (results[i].integer > 0)
			sums_of_dept(stats, ids[i])->late = results[i].integer;
	return OK;
}

enum status stats_read_dept(struct casework *work, struct str dept, int year, struct stats_sums *sums,
	struct stats_sums months[STATS_MONTHS])
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	count_late(work, &batch, dept);
	TRY(store_run(work->store, &batch, &results));
	*sums = (struct stats_sums){ .late = is_over(work, year, 0) ? 0 : results[0].integer };
	TRY(read_year(work, year, &results));
	add_one(sums, &results[STATS_MONTHS], dept);
	for (int i = 0; i < STATS_MONTHS; i++) {
		months[i] = (struct stats_sums){ 0 };
		add_one(&months[i], &results[i], dept);
	}
	return OK;
}

enum status stats_years(struct casework *work, int years[], size_t most, size_t *count)
{
	int now = date_of_day(clock_day(work->now)).year;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < most; i++)
		BATCH(&batch, S("EXISTS"),
			key_tally(work->store, work->arena, period_name(work->arena, now - (int)i, 0)));
	TRY(store_run(work->store, &batch, &results));
	*count = 0;
	for (size_t i = 0; i < most; i++)
		if (i == 0 || results[i].integer != 0)
			years[(*count)++] = now - (int)i;
	return OK;
}

int64_t stats_measured(const struct stats_sums *sums)
{
	return sums->answered + sums->late;
}

const char *stats_counter_name(enum stats_counter counter)
{
	return counters[counter].name;
}

int64_t stats_counted(const struct stats_sums *sums, enum stats_counter counter)
{
	return *(const int64_t *)(const void *)((const char *)sums + counters[counter].place);
}

int64_t stats_rated(const struct stats_sums *sums)
{
	int64_t total = 0;

	for (size_t i = 0; i < STATS_RATINGS; i++)
		total += sums->ratings[i];
	return total;
}

int64_t stats_satisfied(const struct stats_sums *sums)
{
	return sums->ratings[3] + sums->ratings[4];
}

int64_t stats_rating_tenths(const struct stats_sums *sums)
{
	int64_t points = 0;
	int64_t rated = stats_rated(sums);

	for (size_t i = 0; i < STATS_RATINGS; i++)
		points += sums->ratings[i] * (int64_t)(i + 1);
	return ratio(points, 10, rated);
}
