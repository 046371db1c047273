/* The events stream and the public numbers, read for people. */
#include "base/ratio.h"
#include "model/lifecycle.h"
#include "lists/listing.h"
#include "store/keys.h"

#define MOST_EVENTS 200

static int64_t pair_int(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

/* "MS-SEQ", as Redis prints stream ids. */
static bool stream_id_valid(struct str id)
{
	size_t dash = str_find(id, '-', 0);
	uint64_t part;

	return str_to_u64(str_sub(id, 0, dash), INT64_MAX, &part) &&
	       str_to_u64(str_sub(id, dash + 1, id.len), INT64_MAX, &part);
}

enum status events_read(struct casework *work, struct str before, size_t limit, struct value **events, struct str *next)
{
	struct batch batch = batch_in(work->arena);
	struct str from = before.len > 0 ? arena_join(work->arena, S("("), before) : S("+");
	struct result *results;

	*next = (struct str){ 0 };
	*events = value_list(work->arena);
	if ((before.len > 0 && !stream_id_valid(before)) || limit > MOST_EVENTS)
		return ERR_MALFORMED;
	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), from, S("-"), S("COUNT"),
		num(work->arena, (int64_t)limit));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[0].count; i++) {
		const struct result *pairs = &results[0].items[i].items[1];
		struct value *map = list_map(*events);

		map_str(map, "id", results[0].items[i].items[0].str);
		map_int(map, "at", pair_int(pairs, S("at")));
		map_int(map, "case", pair_int(pairs, S("c")));
		map_str(map, "action", result_pair(pairs, S("a")));
		map_str(map, "by", result_pair(pairs, S("by")));
		map_str(map, "from", result_pair(pairs, S("f")));
		map_str(map, "to", result_pair(pairs, S("t")));
		map_str(map, "dept", result_pair(pairs, S("d")));
		if (i + 1 == limit)
			*next = results[0].items[i].items[0].str;
	}
	return OK;
}

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

enum status figures_read(struct casework *work, struct value **figures)
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
	map_int(map, "on_time_rate", ratio(sum(work->arena, &results[0], "ontime", CHANNEL_TOPIC), 1000, done));
	map_int(map, "average_days_tenths",
		ratio(sum(work->arena, &results[0], "days", CHANNEL_TOPIC), 10, done));
	map_int(map, "year_topics", sum(work->arena, &results[1], "in", CHANNEL_TOPIC));
	map_int(map, "year_answered", sum(work->arena, &results[1], "done", CHANNEL_TOPIC));
	map_int(map, "today_topics", sum(work->arena, &results[2], "in", CHANNEL_TOPIC));
	*figures = map;
	return OK;
}
