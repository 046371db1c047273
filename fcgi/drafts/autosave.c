#include "drafts/autosave.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/json_print.h"
#include "store/keys.h"

#define SAVED_SECONDS "2592000"

struct str autosave_link_writer(struct arena *arena, const struct case_record *record)
{
	return arena_printf(arena, "link:%.*s:%" PRId64, STR_ARG(record->dept), record->assignment);
}

void autosave_ask(struct casework *work, struct batch *batch, uint64_t n, struct str writer)
{
	BATCH(batch, S("GET"), key_saved(work->store, work->arena, n, writer));
}

enum status autosave_take(struct casework *work, const struct result *result, struct autosave *saved)
{
	struct value *map;

	*saved = (struct autosave){ 0 };
	if (result->str.len == 0)
		return OK;
	TRY(json_parse(work->arena, result->str, &map));
	*saved = (struct autosave){
		.text = map_get_str(map, "text"),
		.reason = map_get_str(map, "reason"),
		.outcome = map_get_str(map, "outcome"),
		.more = map_get_str(map, "more"),
		.told = map_get_str(map, "told"),
		.grounds = map_get_str(map, "grounds"),
		.at = map_get_int(map, "at", 0),
	};
	return OK;
}

enum status autosave_read(struct casework *work, uint64_t n, struct str writer, struct autosave *saved)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	autosave_ask(work, &batch, n, writer);
	TRY(store_run(work->store, &batch, &results));
	return autosave_take(work, &results[0], saved);
}

enum status autosave_write(struct casework *work, uint64_t n, struct str writer, struct autosave *saved)
{
	struct batch batch = batch_in(work->arena);
	struct value *map = value_map(work->arena);

	saved->at = 0;
	if (saved->text.len == 0 && saved->reason.len == 0 && saved->outcome.len == 0 &&
		saved->more.len + saved->told.len + saved->grounds.len == 0)
		return autosave_drop(work, n, writer);
	map_str(map, "text", saved->text);
	map_str(map, "reason", saved->reason);
	map_str(map, "outcome", saved->outcome);
	map_str(map, "more", saved->more);
	map_str(map, "told", saved->told);
	map_str(map, "grounds", saved->grounds);
	map_int(map, "at", work->now);
	BATCH(&batch, S("SET"), key_saved(work->store, work->arena, n, writer), json_print(work->arena, map),
		S("EX"), S(SAVED_SECONDS));
	TRY(store_commit(work->store, &batch, NULL));
	saved->at = work->now;
	return OK;
}

enum status autosave_drop(struct casework *work, uint64_t n, struct str writer)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("DEL"), key_saved(work->store, work->arena, n, writer));
	return store_commit(work->store, &batch, NULL);
}
