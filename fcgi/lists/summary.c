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
	*figures = map;
	return OK;
}
