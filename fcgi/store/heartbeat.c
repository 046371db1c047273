#include "store/heartbeat.h"

#include "base/clock.h"
#include "store/keys.h"

const char *process_name(enum process process)
{
	static const char *const names[PROCESS_COUNT] = { [PROCESS_JOBS] = "jobs",
		[PROCESS_NOTIFY] = "notify", [PROCESS_INDEX] = "index" };

	return names[process];
}

void heartbeat_beat(struct store *store, struct arena *arena, enum process process, bool done)
{
	static int64_t written[PROCESS_COUNT];
	struct batch batch = batch_in(arena);
	struct str name = str_of(process_name(process));
	struct str at = num(arena, clock_now());
	struct result *results;

	if (written[process] != 0 && clock_steady() - written[process] < HEARTBEAT_MS)
		return;
	written[process] = clock_steady();
	if (done)
		BATCH(&batch, S("HSET"), key_heartbeats(store, arena), name, at,
			ARENA_GLUE(arena, name, S(":done")), at);
	else
		BATCH(&batch, S("HSET"), key_heartbeats(store, arena), name, at);
	(void)store_run(store, &batch, &results);
}

enum status heartbeats_read(struct store *store, struct arena *arena, struct heartbeat beats[PROCESS_COUNT])
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_heartbeats(store, arena));
	TRY(store_run(store, &batch, &results));
	for (enum process process = 0; process < PROCESS_COUNT; process++) {
		struct str name = str_of(process_name(process));

		beats[process] = (struct heartbeat){ 0 };
		str_to_i64(result_pair(&results[0], name), &beats[process].at);
		str_to_i64(result_pair(&results[0], ARENA_GLUE(arena, name, S(":done"))),
			&beats[process].done);
	}
	return OK;
}
