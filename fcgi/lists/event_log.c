#include "lists/event_log.h"

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

enum status event_log_read(struct casework *work, struct str before, size_t limit, struct value **events,
	struct str *next)
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
