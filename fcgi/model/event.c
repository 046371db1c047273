#include "model/event.h"

#include "base/clock.h"
#include "store/keys.h"

bool event_by_nobody(struct str by)
{
	static const char *const others[] = { "asker", "jobs", "operator", "public", "import" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(by, str_of(others[i])))
			return true;
	return false;
}

struct str event_counter(struct arena *arena, struct str action, struct str by)
{
	if (event_by_nobody(by))
		return (struct str){ 0 };
	/* Signing in and out (staff/audit) is no work. */
	if (action.len == 0 || by.len == 0 || str_starts(action, S("signin-")))
		return (struct str){ 0 };
	return arena_printf(arena, "%.*s@%.*s", STR_ARG(action), STR_ARG(by));
}

/* What the stream holds of an event. */
#define EVENT_FIELDS 14
static void list_fields(struct arena *arena, const struct event *event, struct str out[EVENT_FIELDS])
{
	const struct str fields[EVENT_FIELDS] = { S("c"), num(arena, (int64_t)event->n), S("a"),
		event->action, S("by"), event->by, S("f"), event->from, S("t"), event->to, S("d"),
		event->about, S("at"), num(arena, event->at) };

	memcpy(out, fields, sizeof(fields));
}

void event_add_moved(struct casework *work, struct batch *changes, const struct event *event,
	struct str oldest)
{
	struct str args[6 + EVENT_FIELDS] = { S("XADD"), key_events(work->store, work->arena), S("MINID"),
		S("="), oldest, S("*") };

	list_fields(work->arena, event, args + 6);
	batch_add(changes, args, 6 + EVENT_FIELDS);
}

void event_add(struct casework *work, struct batch *changes, const struct event *event)
{
	struct arena *arena = work->arena;
	struct str counter = event_counter(arena, event->action, event->by);
	struct str args[3 + EVENT_FIELDS] = { S("XADD"), key_events(work->store, arena), S("*") };

	if (counter.len > 0)
		BATCH(changes, S("HINCRBY"), key_work(work->store, arena, clock_month(arena, event->at)),
			counter, S("1"));
	list_fields(arena, event, args + 3);
	batch_add(changes, args, 3 + EVENT_FIELDS);
}
