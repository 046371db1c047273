#include "model/event.h"

#include "base/clock.h"
#include "store/keys.h"

struct str event_counter(struct arena *arena, struct str action, struct str by)
{
	static const char *const others[] = { "asker", "jobs", "operator", "public", "import" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(by, str_of(others[i])))
			return (struct str){ 0 };
	if (action.len == 0 || by.len == 0)
		return (struct str){ 0 };
	return arena_printf(arena, "%.*s@%.*s", STR_ARG(action), STR_ARG(by));
}

void event_add(struct casework *work, struct batch *changes, const struct event *event)
{
	struct arena *arena = work->arena;
	struct str counter = event_counter(arena, event->action, event->by);

	if (counter.len > 0)
		BATCH(changes, S("HINCRBY"), key_work(work->store, arena, clock_month(arena, event->at)),
			counter, S("1"));
	BATCH(changes, S("XADD"), key_events(work->store, arena), S("*"), S("c"),
		num(arena, (int64_t)event->n), S("a"), event->action, S("by"), event->by, S("f"), event->from,
		S("t"), event->to, S("d"), event->about, S("at"), num(arena, event->at));
}
