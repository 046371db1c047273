#include "lists/summary.h"

#include "base/ratio.h"
#include "model/lifecycle.h"
#include "store/keys.h"

/* The sum of a tally's counters of one kind in a channel: "in" → in.topic.* */
static int64_t sum(struct arena *arena, const struct result *tally, const char *what, enum channel channel)
{
	struct str prefix = arena_printf(arena, "%s.%s.", what, channel_name(channel));
	int64_t total = 0;
	int64_t n;

	for (size_t i = 0; i + 1 < tally->count; i += 2)
		if (str_starts(tally->items[i].str, prefix) && str_to_i64(tally->items[i + 1].str, &n))
			total += n;
	return total;
}

/* What is counted of a day, for each category. */
enum recent { RECENT_IN, RECENT_DONE, RECENT_ON_TIME, RECENT_DAYS, RECENT_COUNT };
static const char *const recent_names[RECENT_COUNT] = { "in", "done", "ontime", "days" };

/* Only the fields that are added up: a day's tally has many more. */
static void ask_recent(struct casework *work, struct batch *batch)
{
	struct str fields[2 + RECENT_COUNT * CATEGORY_COUNT] = { S("HMGET") };
	size_t count = 2;

	for (int what = 0; what < RECENT_COUNT; what++)
		for (enum category category = 0; category < CATEGORY_COUNT; category++)
			fields[count++] = arena_printf(work->arena, "%s.%s.%s", recent_names[what],
				channel_name(CHANNEL_TOPIC), category_name(category));
	for (int day = 0; day < SUMMARY_DAYS; day++) {
		fields[1] = key_tally(work->store, work->arena,
			clock_date(work->arena, work->now - day * MS_PER_DAY));
		batch_add(batch, fields, count);
	}
}

static void add_recent(struct value *map, const struct result *days)
{
	int64_t sums[RECENT_COUNT] = { 0 };

	for (int day = 0; day < SUMMARY_DAYS; day++)
		for (size_t i = 0; i < days[day].count; i++) {
			int64_t n;

			if (str_to_i64(days[day].items[i].str, &n))
				sums[i / CATEGORY_COUNT] += n;
		}
	map_int(map, "recent_topics", sums[RECENT_IN]);
	map_int(map, "recent_answered", sums[RECENT_DONE]);
	map_int(map, "recent_on_time_rate", ratio(sums[RECENT_ON_TIME], 1000, sums[RECENT_DONE]));
	map_int(map, "recent_average_days_tenths", ratio(sums[RECENT_DAYS], 10, sums[RECENT_DONE]));
}

enum status summary_read(struct casework *work, struct value **figures)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct value *map = value_map(work->arena);
	struct str today = clock_date(work->arena, work->now);
	int64_t done;
	int64_t leads;

	BATCH(&batch, S("HGETALL"), key_tally(work->store, work->arena, S("all")));
	BATCH(&batch, S("HGETALL"), key_tally(work->store, work->arena, str_sub(today, 0, 4)));
	BATCH(&batch, S("HGETALL"), key_tally(work->store, work->arena, today));
	BATCH(&batch, S("ZCARD"), key_list(work->store, work->arena, S("new")));
	ask_recent(work, &batch);
	TRY(store_run(work->store, &batch, &results));
	done = sum(work->arena, &results[0], "done", CHANNEL_TOPIC);
	leads = sum(work->arena, &results[0], "lead", CHANNEL_TOPIC);
	map_int(map, "topics", sum(work->arena, &results[0], "in", CHANNEL_TOPIC));
	map_int(map, "public", results[3].integer);
	map_int(map, "leads", leads);
	map_int(map, "answered", done);
	map_int(map, "answer_rate", ratio(done, 1000, leads));
	map_int(map, "on_time_rate",
		ratio(sum(work->arena, &results[0], "ontime", CHANNEL_TOPIC), 1000, done));
	map_int(map, "average_days_tenths",
		ratio(sum(work->arena, &results[0], "days", CHANNEL_TOPIC), 10, done));
	map_int(map, "year_topics", sum(work->arena, &results[1], "in", CHANNEL_TOPIC));
	map_int(map, "year_answered", sum(work->arena, &results[1], "done", CHANNEL_TOPIC));
	map_int(map, "today_topics", sum(work->arena, &results[2], "in", CHANNEL_TOPIC));
	add_recent(map, results + 4);
	*figures = map;
	return OK;
}

enum status summary_channels(struct casework *work, struct value **channels)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*channels = value_list(work->arena);
	BATCH(&batch, S("HGETALL"), key_tally(work->store, work->arena, S("all")));
	TRY(store_run(work->store, &batch, &results));
	for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++) {
		struct value *map = list_map(*channels);

		map_str(map, "channel", str_of(channel_name(channel)));
		map_int(map, "in", sum(work->arena, &results[0], "in", channel));
		map_int(map, "done", sum(work->arena, &results[0], "done", channel));
	}
	return OK;
}
