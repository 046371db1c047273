#include "staff/audit.h"

#include "model/derive.h"
#include "privacy/limit.h"
#include "store/keys.h"

#define SEARCHES_AN_HOUR 60

/* As every event is counted for the one who caused it. */
static void count_work(struct casework *work, struct batch *batch, struct str action, struct str by)
{
	struct str done = index_work(work->arena, action, by);

	if (done.len > 0)
		BATCH(batch, S("HINCRBY"), key_work(work->store, work->arena, clock_month(work->arena, work->now)), done,
			S("1"));
}

void audit_account(struct casework *work, struct batch *batch, const struct account_event *event)
{
	count_work(work, batch, str_of(event->action), event->by);
	BATCH(batch, S("XADD"), key_events(work->store, work->arena), S("*"), S("c"), S("0"), S("a"), str_of(event->action), S("by"),
		event->by, S("f"), roles_print(work->arena, event->before), S("t"), roles_print(work->arena, event->after), S("d"),
		event->account, S("at"), num(work->arena, work->now));
}

enum status audit_contact(struct casework *work, const struct case_record *record, const struct viewer *viewer)
{
	struct batch batch = batch_in(work->arena);
	struct str state = str_of(state_name(record->state));

	count_work(work, &batch, S(AUDIT_CONTACT), viewer->id);
	BATCH(&batch, S("XADD"), key_events(work->store, work->arena), S("*"), S("c"),
		num(work->arena, (int64_t)record->n), S("a"), S(AUDIT_CONTACT), S("by"), viewer->id, S("f"), state,
		S("t"), state, S("d"), record->dept, S("at"), num(work->arena, work->now));
	return store_commit(work->store, &batch, NULL);
}

enum status audit_search(struct casework *work, const struct viewer *viewer)
{
	struct limit limit = limit_of(work, "search.", viewer->id, SEARCHES_AN_HOUR, 3600);
	struct batch look = batch_in(work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str none = S("");

	limit_look(&look, &limit);
	TRY(store_run(work->store, &look, &results));
	if (limit_reached(&limit, results))
		return ERR_TOO_MANY;
	BATCH(&batch, S("XADD"), key_events(work->store, work->arena), S("*"), S("c"), S("0"), S("a"), S(AUDIT_SEARCH), S("by"),
		viewer->id, S("f"), none, S("t"), none, S("d"), viewer->dept, S("at"), num(work->arena, work->now));
	count_work(work, &batch, S(AUDIT_SEARCH), viewer->id);
	limit_count(&batch, &limit);
	return store_commit(work->store, &batch, NULL);
}
