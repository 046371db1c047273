#include "cases/audit.h"

#include "cases/limit.h"
#include "store/keys.h"

#define SEARCHES_AN_HOUR 60

enum status audit_contact(struct casework *work, const struct case_record *record, const struct viewer *viewer)
{
	struct batch batch = batch_in(work->arena);
	struct str state = str_of(state_name(record->state));

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
	limit_count(&batch, &limit);
	return store_commit(work->store, &batch, NULL);
}
